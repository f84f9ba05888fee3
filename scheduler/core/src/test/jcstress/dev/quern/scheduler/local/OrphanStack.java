package dev.quern.scheduler.local;

import dev.quern.scheduler.store.Countdowns;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Two threads push a task each and take one; who looks at the end takes what is left. */
@JCStressTest
@Outcome(id = "3", expect = Expect.ACCEPTABLE, desc = "each task was taken once")
@Outcome(expect = Expect.FORBIDDEN, desc = "a task was lost or taken twice")
@State
public class OrphanStack {
  private final Orphans orphans = new Orphans(new Countdowns(new int[2]));
  private int first;
  private int second;

  /** Pushes task 0. */
  @Actor
  public void first() {
    orphans.push(0);
    first = weight(orphans.take());
  }

  /** Pushes task 1. */
  @Actor
  public void second() {
    orphans.push(1);
    second = weight(orphans.take());
  }

  /** Adds up what was taken. */
  @Arbiter
  public void all(I_Result result) {
    result.r1 = first + second + weight(orphans.take()) + weight(orphans.take());
  }

  /* So that the sum tells which were taken, and how often: both once is 3. */
  private static int weight(int task) {
    return task == Orphans.NONE ? 0 : task == 0 ? 1 : 2;
  }
}
