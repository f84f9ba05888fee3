package dev.quern.scheduler.local;

/**
 * Some of the many successors of a task that has ended: {@code from} up to, not including, {@code
 * to}.
 */
final class SpreadStrand extends Strand {
  private final int task;
  private final int from;
  private final int to;

  SpreadStrand(GraphRun run, int task, int from, int to) {
    super(run);
    this.task = task;
    this.from = from;
    this.to = to;
  }

  @Override
  void work() {
    run.spread(task, from, to);
  }
}
