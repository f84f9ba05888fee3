package dev.quern.scheduler.sync;

import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What only one may have at a time. Fair, and not reentrant. */
public final class Lock {
  private final String what;
  private final Lanes lanes;
  private final Set<Lease> leases;
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitLine line;
  private boolean taken;
  private volatile @Nullable Holder holder;

  Lock(Lanes lanes, String name, Set<Lease> leases) {
    this.what = "lock '" + name + "'";
    this.lanes = lanes;
    this.leases = leases;
    this.line = new WaitLine(lanes, lock, what, true);
  }

  /**
   * Takes the lock, waiting for it if need be.
   *
   * @throws dev.quern.engine.CancelledException when the current task is cancelled meanwhile, or
   *     the wait interrupted
   * @throws IllegalStateException when the current task has it already: it would wait for itself
   */
  public Lease acquire() {
    return tryAcquire(WaitLine.FOREVER)
        .orElseThrow(() -> new IllegalStateException("a wait for ever has ended"));
  }

  /** Takes the lock if it is free in time. */
  public Optional<Lease> tryAcquire(Duration timeout) {
    return tryAcquire(WaitLine.nanos(timeout));
  }

  private Optional<Lease> tryAcquire(long nanos) {
    Work current = lanes.running();
    Holder now = holder;
    if (current != null && now != null && now.work.equals(current)) {
      throw new IllegalStateException("this task has it already: " + now.lease);
    }
    if (!line.await(this::take, () -> taken = false, nanos)) {
      return Optional.empty();
    }
    Lease lease = new Lease(what, leases, this::release);
    holder = current == null ? null : new Holder(current, lease);
    return Optional.of(lease);
  }

  void close() {
    line.close();
  }

  private boolean take() {
    if (taken) {
      return false;
    }
    taken = true;
    return true;
  }

  private void release() {
    lock.lock();
    try {
      taken = false;
      holder = null;
      boolean _ = line.serve();
    } finally {
      lock.unlock();
    }
  }

  private record Holder(Work work, Lease lease) {}
}
