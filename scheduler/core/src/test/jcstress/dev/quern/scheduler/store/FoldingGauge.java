package dev.quern.scheduler.store;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** Two threads change one stripe, each often enough to fold it. */
@JCStressTest
@Outcome(id = "6", expect = Expect.ACCEPTABLE, desc = "all was counted")
@Outcome(expect = Expect.FORBIDDEN, desc = "something was lost or counted twice")
@State
public class FoldingGauge {
  private final ByteGauge gauge = new ByteGauge(1, 2);

  /** Adds. */
  @Actor
  public void adds() {
    gauge.add(0, 3);
    gauge.add(0, 1);
  }

  /** Adds, and takes away. */
  @Actor
  public void addsAndTakesAway() {
    gauge.add(0, 4);
    gauge.add(0, -2);
  }

  /** Looks at the end. */
  @Arbiter
  public void sum(J_Result result) {
    result.r1 = gauge.live();
  }
}
