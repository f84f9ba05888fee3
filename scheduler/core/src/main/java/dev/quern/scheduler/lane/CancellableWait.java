package dev.quern.scheduler.lane;

import dev.quern.engine.CancelledException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A wait on lanes that ends when the work that waits is cancelled, whether or not its thread can be
 * interrupted.
 */
public final class CancellableWait extends Work {
  private final CountDownLatch latch;
  private volatile @Nullable String why;

  private CancellableWait(Work waiting, CountDownLatch latch) {
    super(waiting);
    this.latch = latch;
  }

  /**
   * Waits for {@code latch}, which nobody else waits for.
   *
   * @throws CancelledException when the current work was cancelled first
   */
  public static void await(Lanes lanes, CountDownLatch latch) throws InterruptedException {
    Work current = lanes.running();
    if (current == null) {
      lanes.await(latch);
      return;
    }
    CancellableWait wait = new CancellableWait(current, latch);
    wait.joinParent();
    try {
      lanes.await(latch);
    } finally {
      wait.leaveParent();
    }
    wait.checkCancelled();
  }

  /**
   * Waits for {@code latch}, which nobody else waits for, but no longer than {@code nanos}; returns
   * whether it was counted down.
   *
   * @throws CancelledException when the current work was cancelled first
   */
  public static boolean await(Lanes lanes, CountDownLatch latch, long nanos)
      throws InterruptedException {
    Work current = lanes.running();
    if (current == null) {
      return lanes.await(latch, nanos);
    }
    CancellableWait wait = new CancellableWait(current, latch);
    wait.joinParent();
    boolean inTime;
    try {
      inTime = lanes.await(latch, nanos);
    } finally {
      wait.leaveParent();
    }
    wait.checkCancelled();
    return inTime;
  }

  private void checkCancelled() {
    String reason = why;
    if (reason != null) {
      throw new CancelledException(reason);
    }
  }

  @Override
  public boolean isStopped() {
    return why != null;
  }

  @Override
  public boolean cancel(String reason) {
    boolean first = why == null;
    why = reason;
    latch.countDown();
    return first;
  }

  @Override
  public void abandon(Throwable broken) {
    boolean _ = cancel("the scheduler failed: " + broken);
  }
}
