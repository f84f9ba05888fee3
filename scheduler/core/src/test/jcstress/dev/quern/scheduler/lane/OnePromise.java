package dev.quern.scheduler.lane;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A promise is completed by two at once: one decides it, and its value is seen. */
@JCStressTest
@Outcome(
    id = {"1, 0, 7", "0, 1, 8"},
    expect = Expect.ACCEPTABLE,
    desc = "one has decided")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or none, or another value is there")
@State
public class OnePromise {
  private final Given promise = new Given();

  /** Completes it. */
  @Actor
  public void completes(III_Result result) {
    result.r1 = promise.complete(new int[] {7}) ? 1 : 0;
  }

  /** Does the same. */
  @Actor
  public void completesToo(III_Result result) {
    result.r2 = promise.complete(new int[] {8}) ? 1 : 0;
  }

  /** Looks at the end. */
  @Arbiter
  public void value(III_Result result) {
    result.r3 = promise.resultNow()[0];
  }

  /** A promise that nobody waits for. */
  private static final class Given extends Promise<int[]> {
    Given() {
      super(new SerialLanes());
    }

    @Override
    protected String describe() {
      return "a value";
    }
  }
}
