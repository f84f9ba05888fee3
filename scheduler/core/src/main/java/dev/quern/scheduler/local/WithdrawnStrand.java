package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Strand;

/** Visits the tasks of a stopped run that were waiting for a limited resource. */
final class WithdrawnStrand extends Strand {
  private final transient GraphRun run;
  private final transient Claim claim;

  WithdrawnStrand(GraphRun run, Claim claim) {
    super(run.lanes(), run.computation());
    this.run = run;
    this.claim = claim;
  }

  @Override
  protected void work() {
    while (!claim.isEmpty()) {
      run.follow(claim.take());
    }
  }
}
