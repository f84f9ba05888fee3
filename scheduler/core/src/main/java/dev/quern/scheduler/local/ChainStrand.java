package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;

/** A ready task and what follows from it, forked by lane {@code from}. */
final class ChainStrand extends Strand {
  private final transient GraphRun run;
  private final int task;
  private final int from;

  ChainStrand(GraphRun run, int task, int from) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.task = task;
    this.from = from;
  }

  @Override
  public Object subject() {
    return run.key(task);
  }

  @Override
  protected void work() {
    run.note(run.followForked(task, from, 0));
  }
}
