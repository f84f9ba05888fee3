package dev.quern.scheduler.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An array of counters that threads count down together; for each counter exactly one of them
 * learns that it was the last.
 */
public final class Countdowns {
  private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(int[].class);

  private final int[] counts;

  /** Counters that start at {@code counts}; the array is theirs from now on. */
  public Countdowns(int[] counts) {
    this.counts = counts;
  }

  /**
   * Counts counter {@code index} down, as often altogether as it was set to.
   *
   * @return whether this was the last time; what the others did before theirs is then visible
   */
  public boolean countDown(int index) {
    /*
     * One that finds a single count left is alone with it, since every other count has been used:
     * it needs no atomic update. With one count from the start, which is the common case in a graph,
     * nothing is ever written.
     */
    return (int) COUNTS.getAcquire(counts, index) == 1
        || (int) COUNTS.getAndAdd(counts, index, -1) == 1;
  }

  /** Whether counter {@code index} was zero from the start. */
  public boolean isUsedUp(int index) {
    return (int) COUNTS.getOpaque(counts, index) == 0;
  }

  /** What the owner of a used-up counter put there with {@link #reuse}. */
  public int reused(int index) {
    return counts[index];
  }

  /** Lets the one who counted last keep a number in the place of the counter. */
  public void reuse(int index, int number) {
    counts[index] = number;
  }
}
