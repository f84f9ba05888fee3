package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;

/** A ready task and what follows from it. */
final class ChainStrand extends Strand {
  private final transient GraphRun run;
  private final int task;

  ChainStrand(GraphRun run, int task) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.task = task;
  }

  @Override
  protected void work() {
    run.follow(task);
  }
}
