package dev.quern.scheduler.local;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Lanes that are the workers of a {@link ForkJoinPool} of their own: daemon threads that steal. */
final class ForkJoinLanes implements Lanes {
  /* Threads that may stand in for lanes that wait; a program that needs more of them nests too deep. */
  private static final int MOST_SPARES = 1024;

  private final int width;
  private final String name;
  private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final AtomicInteger made = new AtomicInteger();
  private final ForkJoinPool pool;
  private final LocalExecutor executor;

  ForkJoinLanes(LocalExecutor executor, String name, int width) {
    this.executor = executor;
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
  }

  /** The executor that the current thread is a lane of, if any. */
  static @Nullable LocalExecutor executorOfCurrentThread() {
    return Thread.currentThread() instanceof Lane lane ? lane.lanes.executor : null;
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
  public boolean runForked(@Nullable GraphRun only) {
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
  public @Nullable LocalComputation enter(@Nullable LocalComputation computation) {
    if (Thread.currentThread() instanceof Lane lane) {
      LocalComputation before = lane.running;
      lane.running = computation;
      return before;
    }
    return null;
  }

  @Override
  public @Nullable LocalComputation running() {
    return Thread.currentThread() instanceof Lane lane ? lane.running : null;
  }

  @Override
  public void await(CountDownLatch latch) throws InterruptedException {
    ForkJoinPool.managedBlock(
        new ForkJoinPool.ManagedBlocker() {
          @Override
          public boolean block() throws InterruptedException {
            latch.await();
            return true;
          }

          @Override
          public boolean isReleasable() {
            return latch.getCount() == 0;
          }
        });
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void interrupt() {
    threads.forEach(Thread::interrupt);
  }

  @Override
  public void close() {
    pool.shutdown();
  }

  /** Whether all threads have ended, waiting for it up to {@code seconds}. */
  boolean awaitEnd(long seconds) throws InterruptedException {
    return pool.awaitTermination(seconds, TimeUnit.SECONDS);
  }

  private static final class Lane extends ForkJoinWorkerThread {
    private final ForkJoinLanes lanes;
    private @Nullable LocalComputation running;

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
    }
  }

  /** Reaches the queue operations that ForkJoinTask keeps for its subclasses. */
  private abstract static class LocalQueue extends ForkJoinTask<@Nullable Void> {
    static boolean runNewest(@Nullable GraphRun only) {
      if (only != null) {
        ForkJoinTask<?> newest = peekNextLocalTask();
        if (newest instanceof Strand strand && strand.run == only && strand.tryUnfork()) {
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
