package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.store.MemoryTurns;

/** A task that has waited for memory, tried again, and what follows from it. */
final class AgainStrand extends Strand {
  private final transient GraphRun run;
  private final int task;
  private final transient MemoryTurns.Use use;

  AgainStrand(GraphRun run, int task, MemoryTurns.Use use) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.task = task;
    this.use = use;
  }

  @Override
  public Object subject() {
    return run.key(task);
  }

  @Override
  protected void work() {
    run.followAgain(task, use);
  }
}
