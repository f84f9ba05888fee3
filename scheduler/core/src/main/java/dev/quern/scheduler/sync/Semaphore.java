package dev.quern.scheduler.sync;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.lane.Lanes;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A number of permits that tasks take and give back: how many may do something at once. Fair: who
 * waits longer comes first, even behind one that waits for many.
 */
public final class Semaphore {
  private final String what;
  private final int permits;
  private final Set<Lease> leases;
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitLine line;
  private int free;

  Semaphore(Lanes lanes, String name, int permits, Set<Lease> leases) {
    if (permits < 1) {
      throw new PlanException("a semaphore needs a permit at least, not " + permits);
    }
    this.what = "semaphore '" + name + "'";
    this.permits = permits;
    this.free = permits;
    this.leases = leases;
    this.line = new WaitLine(lanes, lock, what, true);
  }

  /**
   * Takes a permit, waiting for one if need be.
   *
   * @throws dev.quern.engine.CancelledException when the current task is cancelled meanwhile, or
   *     the wait interrupted
   */
  public Lease acquire() {
    return acquire(1);
  }

  /** Takes {@code count} permits at once. */
  public Lease acquire(int count) {
    check(count);
    boolean _ = line.await(() -> take(count), () -> free += count, WaitLine.FOREVER);
    return lease(count);
  }

  /** Takes a permit if there is one in time. */
  public Optional<Lease> tryAcquire(Duration timeout) {
    boolean taken = line.await(() -> take(1), () -> free += 1, WaitLine.nanos(timeout));
    return taken ? Optional.of(lease(1)) : Optional.empty();
  }

  /** How many permits there are altogether. */
  public int permits() {
    return permits;
  }

  /** How many permits are free at this moment. */
  public int free() {
    lock.lock();
    try {
      return free;
    } finally {
      lock.unlock();
    }
  }

  void close() {
    line.close();
  }

  private void check(int count) {
    if (count < 1 || count > permits) {
      throw new PlanException("%d permits of %s, which has %d".formatted(count, what, permits));
    }
  }

  private boolean take(int count) {
    if (free < count) {
      return false;
    }
    free -= count;
    return true;
  }

  private Lease lease(int count) {
    return new Lease(what, leases, () -> release(count));
  }

  private void release(int count) {
    lock.lock();
    try {
      free += count;
      boolean _ = line.serve();
    } finally {
      lock.unlock();
    }
  }
}
