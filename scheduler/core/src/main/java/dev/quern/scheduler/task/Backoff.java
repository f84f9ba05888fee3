package dev.quern.scheduler.task;

import dev.quern.engine.PlanException;
import java.time.Duration;

/**
 * How long to wait before something is tried again: twice as long each time, up to a limit, less a
 * random part of it so that those who failed together do not return together.
 *
 * @param first the wait before the first repetition
 * @param most the longest wait
 * @param jitter the largest part of a wait that is left out, from 0 to 1
 */
public record Backoff(Duration first, Duration most, double jitter) {

  /** Checks the amounts. */
  public Backoff {
    if (first.isNegative() || most.compareTo(first) < 0) {
      throw new PlanException("a back-off from %s to %s".formatted(first, most));
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new PlanException("a jitter from 0 to 1, not " + jitter);
    }
  }

  /** The wait in nanoseconds before repetition {@code repetition}, from 0; {@code seed} draws. */
  long nanos(int repetition, long seed) {
    double grown = Math.scalb((double) first.toNanos(), Math.min(repetition, 512));
    double random = (double) (mixed(seed + repetition) >>> 11) * 0x1p-53;
    return (long) (Math.min(grown, (double) most.toNanos()) * (1 - jitter * random));
  }

  /* The finisher of SplitMix64. */
  private static long mixed(long word) {
    long z = word * 0x9E3779B97F4A7C15L + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
