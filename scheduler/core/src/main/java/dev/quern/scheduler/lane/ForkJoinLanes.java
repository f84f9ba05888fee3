package dev.quern.scheduler.lane;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that are the workers of a {@link ForkJoinPool} of their own: daemon threads that steal.
 * Strands beside the lanes run on virtual threads.
 */
public final class ForkJoinLanes implements Lanes {
  /* Threads that may stand in for lanes that wait; a program that needs more of them nests too deep. */
  private static final int MOST_SPARES = 1024;

  private final int width;
  private final String name;
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger made = new AtomicInteger();
  private final ForkJoinPool pool;
  /* Not the pool's own: that hands what is due to its workers, which may all be busy with the very
   * tasks whose deadline has passed. Its thread ends when there is nothing to wait for. */
  private final ScheduledThreadPoolExecutor timer;
  private volatile @Nullable LaneWatch watch;

  /** Lanes of {@code width} threads, which start when there is work and are called after it. */
  public ForkJoinLanes(String name, int width) {
    this.width = width;
    this.name = name;
    this.pool =
        new ForkJoinPool(
            width,
            workers -> new Lane(this, workers),
            null,
            false,
            width,
            width + MOST_SPARES,
            width,
            null,
            30,
            TimeUnit.SECONDS);
    this.timer = new ScheduledThreadPoolExecutor(1, this::timerThread);
    timer.setKeepAliveTime(30, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
  }

  private Thread timerThread(Runnable work) {
    return Thread.ofPlatform().daemon().name("quern-" + name + "-timer").unstarted(work);
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void start(Strand strand) {
    var _ = pool.externalSubmit(strand); // a strand tells its run what goes wrong
  }

  @Override
  public void fork(Strand strand) {
    strand.fork();
  }

  @Override
  public void startAside(Strand strand) {
    if (pool.isShutdown()) {
      throw new RejectedExecutionException("the lanes were closed");
    }
    Thread thread =
        Thread.ofVirtual()
            .name("quern-" + name + "-aside-", made.incrementAndGet())
            .unstarted(
                () -> {
                  threads.add(Thread.currentThread());
                  try {
                    strand.carryOut();
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                });
    thread.setContextClassLoader(loader);
    thread.start();
  }

  @Override
  public boolean runForked(@Nullable Work only) {
    return LocalQueue.runNewest(only);
  }

  @Override
  public boolean onLane() {
    return Thread.currentThread() instanceof Lane lane && lane.lanes == this;
  }

  @Override
  public int currentLane() {
    return Thread.currentThread() instanceof Lane lane ? lane.getPoolIndex() : 0;
  }

  @Override
  public @Nullable Work enter(@Nullable Work work) {
    LaneWatch watching = watch;
    if (watching != null && onLane()) {
      watching.entered(work);
    }
    return Current.enter(this, work);
  }

  @Override
  public void await(CountDownLatch latch) throws InterruptedException {
    block(new LatchBlocker(latch, Long.MAX_VALUE));
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) throws InterruptedException {
    if (latch.getCount() != 0) {
      block(new LatchBlocker(latch, System.nanoTime() + nanos));
    }
    return latch.getCount() == 0;
  }

  private void block(LatchBlocker blocker) throws InterruptedException {
    LaneWatch watching = watch;
    if (watching == null || !onLane()) {
      ForkJoinPool.managedBlock(blocker);
      return;
    }
    watching.blocked();
    try {
      ForkJoinPool.managedBlock(blocker);
    } finally {
      watching.unblocked();
    }
  }

  @Override
  public void watch(@Nullable LaneWatch newWatch) {
    watch = newWatch;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Alarm after(long nanos, Runnable action) {
    Future<?> scheduled = timer.schedule(action, nanos, TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  @Override
  public void interrupt() {
    threads.forEach(Thread::interrupt);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pool.shutdown();
  }

  /** Whether all threads have ended, waiting for it up to {@code seconds}. */
  public boolean awaitEnd(long seconds) throws InterruptedException {
    return pool.awaitTermination(seconds, TimeUnit.SECONDS);
  }

  /** A thread of the pool. */
  static final class Lane extends ForkJoinWorkerThread {
    final ForkJoinLanes lanes;
    @Nullable Work running;
    @Nullable Current guest;

    Lane(ForkJoinLanes lanes, ForkJoinPool pool) {
      super(null, pool, true);
      this.lanes = lanes;
      setName("quern-" + lanes.name + "-lane-" + lanes.made.incrementAndGet());
      setContextClassLoader(lanes.loader);
    }

    @Override
    protected void onStart() {
      lanes.threads.add(this);
    }

    @Override
    protected void onTermination(@Nullable Throwable cause) {
      lanes.threads.remove(this);
      LaneWatch watching = lanes.watch;
      if (watching != null) {
        watching.ended();
      }
    }
  }

  /** Waits for a latch until a point in time, or for ever when that is the last. */
  private record LatchBlocker(CountDownLatch latch, long until)
      implements ForkJoinPool.ManagedBlocker {
    @Override
    public boolean block() throws InterruptedException {
      if (until == Long.MAX_VALUE) {
        latch.await();
      } else {
        boolean _ = latch.await(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
      return true;
    }

    @Override
    public boolean isReleasable() {
      return latch.getCount() == 0;
    }
  }

  /** Reaches the queue operations that ForkJoinTask keeps for its subclasses. */
  private abstract static class LocalQueue extends ForkJoinTask<@Nullable Void> {
    static boolean runNewest(@Nullable Work only) {
      if (only != null) {
        ForkJoinTask<?> newest = peekNextLocalTask();
        if (newest instanceof Strand strand && strand.owner().equals(only) && strand.tryUnfork()) {
          strand.carryOut();
          return true;
        }
        return false;
      }
      ForkJoinTask<?> newest = pollNextLocalTask();
      if (newest instanceof Strand strand) {
        strand.carryOut();
      } else if (newest != null) {
        newest.quietlyInvoke();
      }
      return newest != null;
    }
  }
}
