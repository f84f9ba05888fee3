package dev.quern.scheduler.lane;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks after the lanes of a pool: one whose strand waits for something, for a lock, a latch or the
 * outside world, is replaced by a spare lane until it goes on. So tasks that wait by themselves,
 * and do not know of {@link Lanes#await}, keep no processor idle and cannot starve the task that
 * they wait for.
 *
 * <p>What it looks at are the states of the threads, from a thread of its own that ends when there
 * is nothing to do. A lane that waits inside of native code, as for a socket, looks busy.
 */
final class LaneGuard implements Runnable {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  /* Found waiting so many times in a row, a lane is replaced: short waits do not pay for a thread. */
  private static final int PATIENCE = 4;
  private static final int LOOKS_AT_NOTHING = 50;

  private final ForkJoinLanes lanes;
  private final LanePool pool;
  private final AtomicBoolean watching = new AtomicBoolean();
  private int standIns;

  LaneGuard(ForkJoinLanes lanes, LanePool pool) {
    this.lanes = lanes;
    this.pool = pool;
  }

  /** Begins to watch, unless it does already. Cheap. */
  void begin() {
    if (!watching.get() && watching.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("quern-" + lanes.name() + "-watch").start(this);
    }
  }

  @Override
  public void run() {
    int idle = 0;
    while (idle < LOOKS_AT_NOTHING || !end()) {
      LockSupport.parkNanos(PERIOD_NANOS);
      int waiting = 0;
      for (Thread thread : lanes.threads()) {
        if (thread instanceof ForkJoinLanes.Lane lane && isReplaced(lane)) {
          waiting++;
        }
      }
      replace(waiting);
      idle = pool.isQuiescent() ? idle + 1 : 0;
    }
  }

  /* Whoever queues a strand and finds that this watches still has queued it before the last look. */
  private boolean end() {
    watching.set(false);
    return pool.isQuiescent() || !watching.compareAndSet(false, true);
  }

  private static boolean isReplaced(ForkJoinLanes.Lane lane) {
    if (!lane.waitsByItself()) {
      lane.timesFoundWaiting = 0;
      return false;
    }
    int times = ++lane.timesFoundWaiting;
    if (times < PATIENCE) {
      return false;
    }
    lane.blocked.addAndGet(times == PATIENCE ? PATIENCE * PERIOD_NANOS : PERIOD_NANOS);
    if (times == PATIENCE) {
      lane.handOver();
      LOG.log(
          System.Logger.Level.DEBUG,
          () ->
              "a task waits on %s; another lane stands in: %s"
                  .formatted(lane.getName(), where(lane)));
    }
    return true;
  }

  private static String where(Thread thread) {
    StringBuilder trace = new StringBuilder();
    for (StackTraceElement frame : thread.getStackTrace()) {
      trace.append("\n\tat ").append(frame);
    }
    return trace.toString();
  }

  private void replace(int waiting) {
    int wanted = Math.min(waiting, LanePool.MOST_SPARES);
    if (wanted == standIns) {
      return;
    }
    var _ = pool.setParallelism(lanes.width() + wanted);
    try {
      if (wanted > standIns) {
        pool.wake();
      }
    } catch (RejectedExecutionException closed) {
      LOG.log(System.Logger.Level.DEBUG, "no lane can stand in: the lanes were closed", closed);
    }
    standIns = wanted;
  }
}
