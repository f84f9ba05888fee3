package dev.quern.scheduler.lane;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Threads that look for something for a moment before they sleep: at most one of a pool's, as long
 * as nothing waits for one, and at most one from outside. Both have to look, so that two threads
 * that ask and answer do not wake each other up each time.
 */
final class Lingering {
  /* With one processor, what is waited for cannot come while its thread looks. */
  private static final boolean USEFUL = Runtime.getRuntime().availableProcessors() > 1;
  private static final int LOOKS = 16;

  private final ForkJoinPool pool;
  private final AtomicBoolean inside = new AtomicBoolean();
  private final AtomicBoolean outside = new AtomicBoolean();

  Lingering(ForkJoinPool pool) {
    this.pool = pool;
  }

  /**
   * Looks from a thread of the pool, for at most {@code most} nanoseconds; returns whether it came.
   */
  boolean inside(BooleanSupplier come, Patience patience, long most) {
    return look(inside, true, come, patience, most);
  }

  /** Looks from another thread, for at most {@code most} nanoseconds; returns whether it came. */
  boolean outside(BooleanSupplier come, Patience patience, long most) {
    // A virtual thread sleeps without a processor's doing, and would keep one from others.
    return !Thread.currentThread().isVirtual() && look(outside, false, come, patience, most);
  }

  private boolean look(
      AtomicBoolean turn, boolean onLane, BooleanSupplier come, Patience patience, long most) {
    if (!USEFUL) {
      return false;
    }
    long nanos = Math.min(patience.nanos(), most);
    if (nanos <= 0 || turn.get() || !turn.compareAndSet(false, true)) {
      return false;
    }
    try {
      long start = System.nanoTime();
      do {
        for (int i = 0; i < LOOKS; i++) {
          if (come.getAsBoolean()) {
            patience.paid();
            return true;
          }
          Thread.onSpinWait();
        }
        if (onLane && isWanted()) {
          return false;
        }
      } while (System.nanoTime() - start < nanos);
      patience.inVain();
      return false;
    } finally {
      turn.set(false);
    }
  }

  private boolean isWanted() {
    return pool.hasQueuedSubmissions() || pool.getQueuedTaskCount() > 0;
  }
}
