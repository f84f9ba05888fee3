package dev.quern.scheduler.lane;

import dev.quern.engine.PlanException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two begin to wait for each other: they never do both. */
@JCStressTest
@Outcome(
    id = {"0, 1", "1, 0"},
    expect = Expect.ACCEPTABLE,
    desc = "one is refused")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "both are refused")
@Outcome(expect = Expect.FORBIDDEN, desc = "both wait for ever")
@State
public class RingOfTwo {
  private final Work one = new Idle();
  private final Work other = new Idle();

  /** Waits for the other. */
  @Actor
  public void waits(II_Result result) {
    result.r1 = begins(one, other);
  }

  /** Waits for the one. */
  @Actor
  public void waitsToo(II_Result result) {
    result.r2 = begins(other, one);
  }

  private static int begins(Work waiting, Work awaited) {
    try {
      Wait.begin(waiting, awaited, () -> false);
      return 1;
    } catch (PlanException refused) {
      return 0;
    }
  }

  /** Work that nobody does. */
  private static final class Idle extends Work {
    Idle() {
      super((Work) null);
    }

    @Override
    public boolean isStopped() {
      return false;
    }

    @Override
    public boolean cancel(String why) {
      return false;
    }

    @Override
    public void abandon(Throwable broken) {
      throw new AssertionError(broken);
    }
  }
}
