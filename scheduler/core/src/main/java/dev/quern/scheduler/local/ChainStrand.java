package dev.quern.scheduler.local;

/** A ready task and what follows from it. */
final class ChainStrand extends Strand {
  private final int task;

  ChainStrand(GraphRun run, int task) {
    super(run);
    this.task = task;
  }

  @Override
  void work() {
    run.follow(task);
  }
}
