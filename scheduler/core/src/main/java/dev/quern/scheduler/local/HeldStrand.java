package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;

/** A task that has waited for a limited resource and got it, and what follows from it. */
final class HeldStrand extends Strand {
  private final transient GraphRun run;
  private final transient Claim claim;
  private final int task;

  HeldStrand(GraphRun run, Claim claim, int task) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.claim = claim;
    this.task = task;
  }

  @Override
  protected void work() {
    run.followHeld(claim, task);
  }
}
