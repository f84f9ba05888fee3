package dev.quern.scheduler.local;

import dev.quern.scheduler.store.Countdowns;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ready tasks that could not be forked, for lack of memory: a stack that needs none, since each
 * task keeps the one below it in its own used-up counter. Each task is pushed once. Thread-safe.
 */
final class Orphans {
  static final int NONE = -1;

  private final Countdowns counters;
  private final AtomicInteger newest = new AtomicInteger(NONE);

  /** None yet; {@code counters} has one for each task. */
  Orphans(Countdowns counters) {
    this.counters = counters;
  }

  void push(int task) {
    int below;
    do {
      below = newest.get();
      counters.reuse(task, below);
    } while (!newest.compareAndSet(below, task));
  }

  /** Removes the newest; {@link #NONE} when there is none. */
  int take() {
    int task;
    do {
      task = newest.get();
    } while (task != NONE && !newest.compareAndSet(task, counters.reused(task)));
    return task;
  }
}
