package dev.quern.scheduler.store;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Who counts last sees what the other wrote before it counted. */
@JCStressTest
@Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "the second was last")
@Outcome(id = "1, -1", expect = Expect.ACCEPTABLE, desc = "the first was last")
@Outcome(expect = Expect.FORBIDDEN, desc = "both or none were last, or a write was not seen")
@State
public class LastCount {
  private final Countdowns counts = new Countdowns(new int[] {2});
  private int first;
  private int second;

  /** Writes, and counts. */
  @Actor
  public void first(II_Result result) {
    first = 1;
    result.r1 = counts.countDown(0) ? second : -1;
  }

  /** Does the same. */
  @Actor
  public void second(II_Result result) {
    second = 1;
    result.r2 = counts.countDown(0) ? first : -1;
  }
}
