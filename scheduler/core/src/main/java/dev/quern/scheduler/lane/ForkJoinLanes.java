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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that are the workers of a {@link ForkJoinPool} of their own: daemon threads that steal.
 * Strands beside the lanes run on virtual threads.
 */
public final class ForkJoinLanes implements Lanes {
  private final int width;
  private final String name;
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger made = new AtomicInteger();
  private final LanePool pool;
  private final StrandQueue byPriority = new StrandQueue();
  private final LaneGuard guard;
  private final Lingering lingering;
  /* Not the pool's own: that hands what is due to its workers, which may all be busy with the very
   * tasks whose deadline has passed. Its thread ends when there is nothing to wait for. */
  private final ScheduledThreadPoolExecutor timer;
  private volatile @Nullable LaneWatch watch;

  /** Lanes of {@code width} threads, which start when there is work and are called after it. */
  public ForkJoinLanes(String name, int width) {
    this.width = width;
    this.name = name;
    this.pool = new LanePool(width, workers -> new Lane(this, workers));
    this.guard = new LaneGuard(this, pool);
    this.lingering = new Lingering(pool);
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
    // Whatever is submitted tells its own work what goes wrong.
    if (strand.owner().priority() == 0 && !byPriority.isUsed()) {
      var _ = pool.externalSubmit(strand);
    } else {
      Turn turn = new Turn(byPriority);
      byPriority.add(strand);
      var _ = pool.externalSubmit(turn);
    }
    guard.begin();
  }

  @Override
  public boolean hasMoreUrgent(Work than) {
    return byPriority.hasAbove(than.priority());
  }

  @Override
  public void carryOutMoreUrgent(Work than) {
    while (byPriority.hasAbove(than.priority()) && onLane()) {
      Strand strand = byPriority.takeAbove(than.priority());
      if (strand != null) {
        strand.carryOutAhead();
      }
    }
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
  public boolean hasForked() {
    return LocalQueue.hasNewest();
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
    if (blocker.isReleasable() || !(Thread.currentThread() instanceof Lane lane)) {
      ForkJoinPool.managedBlock(blocker);
      return;
    }
    LaneWatch watching = onLane() ? watch : null;
    lane.handOver();
    lane.awaits++;
    if (watching != null) {
      watching.blocked();
    }
    try {
      ForkJoinPool.managedBlock(blocker);
    } finally {
      lane.awaits--;
      if (watching != null) {
        watching.unblocked();
      }
    }
  }

  @Override
  public boolean linger(BooleanSupplier come, Patience patience, long most) {
    if (!onLane()) {
      return lingering.outside(come, patience, most);
    }
    Work outer = enter(null); // nobody's time
    try {
      return lingering.inside(come, patience, most);
    } finally {
      enter(outer);
    }
  }

  @Override
  public void watch(@Nullable LaneWatch newWatch) {
    watch = newWatch;
  }

  @Override
  public long nanosBlocked() {
    return Thread.currentThread() instanceof Lane lane && lane.lanes == this
        ? lane.blocked.getAndSet(0)
        : 0;
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

  @Override
  public boolean awaitEnd(long seconds) throws InterruptedException {
    return pool.awaitTermination(seconds, TimeUnit.SECONDS);
  }

  String name() {
    return name;
  }

  /** The lanes that have started, and threads beside them. */
  Iterable<Thread> threads() {
    return threads;
  }

  /** A thread of the pool. */
  static final class Lane extends ForkJoinWorkerThread {
    final ForkJoinLanes lanes;
    @Nullable Work running;
    @Nullable Current guest;

    /** The strand that is carried out, the innermost of several. */
    @Nullable Strand carrying;

    /** How often it waits for a latch, and the pool knows that it does. */
    int awaits;

    /** How often in a row {@link LaneGuard} has found it waiting. */
    int timesFoundWaiting;

    final AtomicLong blocked = new AtomicLong();

    Lane(ForkJoinLanes lanes, ForkJoinPool pool) {
      super(null, pool, true);
      this.lanes = lanes;
      setName("quern-" + lanes.name + "-lane-" + lanes.made.incrementAndGet());
      setContextClassLoader(lanes.loader);
    }

    /** Whether a strand waits for something that the pool does not know of. */
    boolean waitsByItself() {
      return carrying != null
          && awaits == 0
          && switch (getState()) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
          };
    }

    /** Gives away what the strands on this lane have claimed and not begun. */
    void handOver() {
      Strand innermost = carrying;
      if (innermost != null) {
        innermost.handOverAll();
      }
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

  /** The turn of the most urgent strand that waits, if another lane has not taken it before. */
  private static final class Turn extends ForkJoinTask<@Nullable Void> {
    private final transient StrandQueue queue;

    Turn(StrandQueue queue) {
      this.queue = queue;
    }

    @Override
    public @Nullable Void getRawResult() {
      return null;
    }

    @Override
    protected void setRawResult(@Nullable Void value) {}

    @Override
    protected boolean exec() {
      Strand strand = queue.take();
      if (strand != null) {
        strand.carryOut();
      }
      return true;
    }
  }

  /** Reaches the queue operations that ForkJoinTask keeps for its subclasses. */
  private abstract static class LocalQueue extends ForkJoinTask<@Nullable Void> {
    static boolean hasNewest() {
      return peekNextLocalTask() != null;
    }

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
