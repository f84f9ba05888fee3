package dev.quern.scheduler.task;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** One claims a task while another gives it up: one of the two has it, and nobody later. */
@JCStressTest
@Outcome(
    id = {"1, 0, 0", "0, 1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "one has it")
@Outcome(expect = Expect.FORBIDDEN, desc = "none or both have it, or somebody later")
@State
public class OneClaim {
  private final Attempts attempts = new Attempts();

  /** Claims it. */
  @Actor
  public void claims(III_Result result) {
    result.r1 = attempts.claim() ? 1 : 0;
  }

  /** Cancels it before it was begun. */
  @Actor
  public void givesUp(III_Result result) {
    result.r2 = attempts.giveUp() ? 1 : 0;
  }

  /** Claims it when all is over. */
  @Arbiter
  public void claimsLate(III_Result result) {
    result.r3 = attempts.claim() ? 1 : 0;
  }
}
