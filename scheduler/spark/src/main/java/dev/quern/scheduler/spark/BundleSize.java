package dev.quern.scheduler.spark;

import java.util.concurrent.TimeUnit;

/**
 * How many calls one task of Spark's should carry out: as many as take some ten times what such a
 * task costs, going by those that have ended. Thread-safe.
 */
final class BundleSize {
  private static final int MOST = 64;
  /* How often each core's share of the calls is cut further, at most. */
  private static final int FINEST = 8;
  private static final int AT_FIRST = 16;
  private static final long GOOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  /* What a bundle counts beside all before it. */
  private static final double WEIGHT = 0.25;

  /* Of a call; below 0 when none is known. */
  private double nanos = -1;

  /**
   * The calls of each bundle.
   *
   * @param calls how many there are
   * @param tasks how many bundles should be made of them at least, if there are as many calls
   */
  synchronized int of(int calls, int tasks) {
    double good = nanos < 0 ? AT_FIRST : GOOD_NANOS / Math.max(1, nanos);
    int most = Math.min(MOST, Math.ceilDiv(calls, tasks));
    int least = (int) Math.min(most, Math.ceilDiv(calls, (long) FINEST * tasks));
    return (int) Math.clamp(good, least, most);
  }

  /** Takes note of how many nanoseconds a call has taken. */
  synchronized void took(long call) {
    nanos = nanos < 0 ? call : nanos + WEIGHT * (call - nanos);
  }
}
