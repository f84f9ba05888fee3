package dev.quern.scheduler.lane;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A number of places, for back-pressure: whoever finds none waits on the lanes until one is given
 * back. Thread-safe, and not fair: who comes just then may be faster than who waits.
 */
public final class Permits {
  private final Lanes lanes;
  private final AtomicInteger free;
  private final Queue<CountDownLatch> waiting = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** As many places as {@code count}, all free. */
  public Permits(Lanes lanes, int count) {
    this.lanes = lanes;
    this.free = new AtomicInteger(count);
  }

  /** Takes a place if one is free now. */
  public boolean tryAcquire() {
    int now = free.get();
    while (now > 0) {
      if (free.compareAndSet(now, now - 1)) {
        return true;
      }
      now = free.get();
    }
    return false;
  }

  /** Takes a place as soon as one is free; returns false, without one, when this was closed. */
  public boolean acquire() throws InterruptedException {
    while (!tryAcquire()) {
      CountDownLatch turn = new CountDownLatch(1);
      waiting.add(turn);
      // Whoever gives one back from here on sees this waiting; one given back before is seen here.
      if (free.get() > 0 || closed) {
        wakeNext();
      }
      try {
        lanes.await(turn);
      } catch (InterruptedException e) {
        if (!waiting.remove(turn)) {
          wakeNext();
        }
        throw e;
      }
      if (closed) {
        wakeNext();
        return false;
      }
    }
    return true;
  }

  /** Gives a place back. */
  public void release() {
    free.incrementAndGet();
    wakeNext();
  }

  /** Sends those who wait away, and those who would have to. */
  public void close() {
    closed = true;
    wakeNext();
  }

  private void wakeNext() {
    CountDownLatch next = waiting.poll();
    if (next != null) {
      next.countDown();
    }
  }
}
