package dev.quern.scheduler.lane;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many are inside of something that ends when the last one leaves: from then on nobody comes
 * in. It begins with one, its owner. Thread-safe.
 */
public final class Headcount {
  private final AtomicInteger inside = new AtomicInteger(1);
  private final Runnable whenEmpty;

  /** Has {@code whenEmpty} done, once, by the last who leaves. */
  public Headcount(Runnable whenEmpty) {
    this.whenEmpty = whenEmpty;
  }

  /** Counts one more, unless all had left. */
  public boolean enter() {
    int now = inside.get();
    while (now > 0) {
      if (inside.compareAndSet(now, now + 1)) {
        return true;
      }
      now = inside.get();
    }
    return false;
  }

  /** Counts one less. */
  public void leave() {
    if (inside.decrementAndGet() == 0) {
      whenEmpty.run();
    }
  }
}
