package dev.quern.scheduler.sync;

import dev.quern.engine.CancelledException;
import dev.quern.scheduler.lane.CancellableWait;
import dev.quern.scheduler.lane.Lanes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Those who wait for a state to change: in turn, first come, first served, or each for itself.
 *
 * <p>The state is its owner's, who reads and changes it under {@code lock}: held for a few
 * instructions at a time, and never during a wait.
 */
final class WaitLine {
  /** Longer than any wait. */
  static final long FOREVER = Long.MAX_VALUE / 4;

  private final Lanes lanes;
  private final ReentrantLock lock;
  private final String what;
  private final boolean inTurn;
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private boolean closed;

  /**
   * A line for {@code what}, as errors call it.
   *
   * @param inTurn whether one who cannot go on holds up those who came later
   */
  WaitLine(Lanes lanes, ReentrantLock lock, String what, boolean inTurn) {
    this.lanes = lanes;
    this.lock = lock;
    this.what = what;
    this.inTurn = inTurn;
  }

  /** A time-out in nanoseconds. */
  static long nanos(Duration timeout) {
    return timeout.compareTo(Duration.ofNanos(FOREVER)) >= 0 ? FOREVER : timeout.toNanos();
  }

  /**
   * Waits until {@code attempt} has succeeded, which changes the state then.
   *
   * @param undo takes that back, when the one who waited is gone in the same moment
   * @return false when {@code nanos} are over before
   * @throws CancelledException when the current task was cancelled, the wait interrupted, or the
   *     session closed
   */
  boolean await(BooleanSupplier attempt, Runnable undo, long nanos) {
    Waiter waiter = new Waiter(attempt);
    lock.lock();
    try {
      checkOpen();
      if ((!inTurn || waiting.isEmpty()) && attempt.getAsBoolean()) {
        return true;
      }
      if (nanos <= 0) {
        return false;
      }
      waiting.add(waiter);
    } finally {
      lock.unlock();
    }
    try {
      awaitTurn(waiter.turn, nanos);
    } catch (InterruptedException e) {
      leave(waiter, undo);
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for " + what, e);
    } catch (RuntimeException | Error notWaited) {
      leave(waiter, undo);
      throw notWaited;
    }
    return served(waiter);
  }

  private void awaitTurn(CountDownLatch turn, long nanos) throws InterruptedException {
    if (nanos >= FOREVER) {
      CancellableWait.await(lanes, turn);
    } else {
      boolean _ = CancellableWait.await(lanes, turn, nanos);
    }
  }

  private boolean served(Waiter waiter) {
    lock.lock();
    try {
      if (!waiter.served) {
        waiting.remove(waiter);
        checkOpen();
        boolean _ = serve();
      }
      return waiter.served;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Waiter waiter, Runnable undo) {
    lock.lock();
    try {
      if (waiter.served) {
        undo.run();
      } else {
        waiting.remove(waiter);
      }
      boolean _ = serve();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Lets those go on who can, in their order; under the lock, after each change of the state.
   *
   * @return whether there was one
   */
  boolean serve() {
    boolean any = false;
    Iterator<Waiter> each = waiting.iterator();
    while (each.hasNext()) {
      Waiter next = each.next();
      if (next.attempt.getAsBoolean()) {
        each.remove();
        next.served = true;
        next.turn.countDown();
        any = true;
      } else if (inTurn) {
        break;
      }
    }
    return any;
  }

  /** Sends all away: the session is closed. */
  void close() {
    lock.lock();
    try {
      closed = true;
      waiting.forEach(waiter -> waiter.turn.countDown());
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new CancelledException("the session of " + what + " was closed");
    }
  }

  private static final class Waiter {
    final BooleanSupplier attempt;
    final CountDownLatch turn = new CountDownLatch(1);
    boolean served;

    Waiter(BooleanSupplier attempt) {
      this.attempt = attempt;
    }
  }
}
