package dev.quern.scheduler.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;

/** The pool behind {@link ForkJoinLanes}. */
final class LanePool extends ForkJoinPool {
  /* Threads that may stand in for lanes that wait; a program that needs more of them nests too deep. */
  static final int MOST_SPARES = 1024;

  LanePool(int width, ForkJoinWorkerThreadFactory factory) {
    super(
        width, factory, null, false, width, width + MOST_SPARES, width, null, 30, TimeUnit.SECONDS);
  }

  /**
   * Starts a thread if there may be one more.
   *
   * <p>A pool looks for threads when something is queued behind nothing: what waits already does
   * not make it use a parallelism that has grown. So what waits is queued again, behind something
   * new.
   */
  void wake() {
    List<ForkJoinTask<?>> waiting = new ArrayList<>();
    waiting.add(ForkJoinTask.adapt(() -> {}));
    ForkJoinTask<?> next = pollSubmission();
    while (next != null) {
      waiting.add(next);
      next = pollSubmission();
    }
    for (ForkJoinTask<?> task : waiting) {
      var _ = externalSubmit(task);
    }
  }
}
