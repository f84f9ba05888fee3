package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;

/**
 * Some of the many successors of a task that has ended: {@code from} up to, not including, {@code
 * to}.
 */
final class SpreadStrand extends Strand {
  private final transient GraphRun run;
  private final int task;
  private final int from;
  private final int to;

  SpreadStrand(GraphRun run, int task, int from, int to) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.task = task;
    this.from = from;
    this.to = to;
  }

  @Override
  protected void work() {
    run.spread(task, from, to);
  }
}
