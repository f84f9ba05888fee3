package dev.quern.scheduler.task;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A task ends while it is interrupted: the interrupt does not hit what its thread does next. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "it had ended, or not begun")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "it was interrupted in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "an interrupt came late, or told of came never")
@State
public class LateInterrupt {
  private final Attempts attempts = new Attempts();

  /** Carries the task out; whether the flag comes up after it gave the body up and looked. */
  @Actor
  public void carriesOut(II_Result result) {
    if (attempts.claim()) {
      attempts.begin();
      attempts.release(false);
      boolean _ = Thread.interrupted();
    }
    result.r2 = Thread.interrupted() ? 1 : 0;
  }

  /** Interrupts it. */
  @Actor
  public void interrupts(II_Result result) {
    result.r1 = attempts.interrupt() ? 1 : 0;
  }
}
