package dev.quern.scheduler.lane;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One lane that is whichever thread waits for something: strands are carried out in order, on top
 * of the call that wants their result. Made for the debugger: breakpoints stop in the caller's own
 * thread, and the stack below them is the caller's.
 *
 * <p>Nothing runs before somebody waits. A strand that waits carries out others meanwhile, on top
 * of itself, so one that waits for something below it on the stack waits for ever; the log says so
 * after a few seconds. Strands beside the lanes are carried out as all others.
 */
public final class SerialLanes implements Lanes {
  private static final System.Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long SUSPICIOUS_NANOS = TimeUnit.SECONDS.toNanos(5);
  /* How long a thread with nothing to do waits before it looks for new strands and timers. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final ReentrantLock lock = new ReentrantLock();
  /* All are guarded by the lock, since several threads may submit and wait. */
  private final Deque<Strand> started = new ArrayDeque<>();
  private final Deque<Strand> forked = new ArrayDeque<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final ThreadLocal<Integer> nesting = ThreadLocal.withInitial(() -> 0);
  private long timersSet;
  private boolean closed;

  /** A lane that was not given up. */
  public SerialLanes() {}

  @Override
  public int width() {
    return 1;
  }

  /** Nothing: the thread is the caller's, and an interrupt may be for him. */
  @Override
  public void applied(@Nullable Work around) {}

  @Override
  public void start(Strand strand) {
    queue(started, strand);
  }

  @Override
  public void fork(Strand strand) {
    queue(forked, strand);
  }

  @Override
  public void startAside(Strand strand) {
    queue(started, strand);
  }

  private void queue(Deque<Strand> queue, Strand strand) {
    lock.lock();
    try {
      checkOpen();
      queue.addLast(strand);
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new RejectedExecutionException("the lanes were closed");
    }
  }

  @Override
  public boolean runForked(@Nullable Work only) {
    Strand newest;
    lock.lock();
    try {
      newest = forked.peekLast();
      if (newest == null || (only != null && !newest.owner().equals(only))) {
        return false;
      }
      forked.removeLast();
    } finally {
      lock.unlock();
    }
    carryOut(newest);
    return true;
  }

  private void carryOut(Strand strand) {
    int depth = nesting.get();
    nesting.set(depth + 1);
    try {
      strand.carryOut();
    } finally {
      if (depth == 0) {
        nesting.remove();
      } else {
        nesting.set(depth);
      }
    }
  }

  @Override
  public boolean onLane() {
    return nesting.get() > 0;
  }

  @Override
  public int currentLane() {
    return 0;
  }

  @Override
  public void await(CountDownLatch latch) throws InterruptedException {
    boolean _ = await(latch, Long.MAX_VALUE);
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) throws InterruptedException {
    long start = System.nanoTime();
    long idleSince = start;
    boolean told = false;
    while (latch.getCount() != 0) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      long now = System.nanoTime();
      if (now - start >= nanos) {
        return false;
      }
      if (runNext(now)) {
        idleSince = System.nanoTime();
      } else {
        if (!told && onLane() && now - idleSince > SUSPICIOUS_NANOS) {
          told = true;
          LOG.log(
              Level.WARNING,
              "{0} waits, and there is nothing else to do on this serial lane: what it waits for"
                  + " may be below it on the stack; run it in a session with threads",
              Lanes.current());
        }
        boolean _ = latch.await(Math.min(LOOK_NANOS, nanos - (now - start)), TimeUnit.NANOSECONDS);
      }
    }
    return true;
  }

  /* Newest forks first, as a lane that meets no thief does. */
  private boolean runNext(long now) {
    Strand strand;
    Timer timer = null;
    lock.lock();
    try {
      Timer first = timers.peek();
      if (first != null && first.due - now <= 0) {
        timer = timers.poll();
      }
      strand = timer != null ? null : forked.isEmpty() ? started.pollFirst() : forked.pollLast();
    } finally {
      lock.unlock();
    }
    if (timer != null) {
      Work outer = enter(null);
      try {
        timer.action.run();
      } finally {
        enter(outer);
      }
    } else if (strand != null) {
      carryOut(strand);
    }
    return timer != null || strand != null;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Alarm after(long nanos, Runnable action) {
    lock.lock();
    try {
      checkOpen();
      Timer timer =
          new Timer(System.nanoTime() + Math.min(nanos, Long.MAX_VALUE >> 1), timersSet++, action);
      timers.add(timer);
      return () -> cancel(timer);
    } finally {
      lock.unlock();
    }
  }

  private void cancel(Timer timer) {
    lock.lock();
    try {
      timers.remove(timer);
    } finally {
      lock.unlock();
    }
  }

  /** Does nothing: the lane is the thread of whoever waits. */
  @Override
  public void interrupt() {}

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      timers.clear();
    } finally {
      lock.unlock();
    }
  }

  /** An action to be run when it is due; of two due at once the one set first. */
  private record Timer(long due, long number, Runnable action) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      int byDue = Long.compare(due - other.due, 0);
      return byDue != 0 ? byDue : Long.compare(number, other.number);
    }
  }
}
