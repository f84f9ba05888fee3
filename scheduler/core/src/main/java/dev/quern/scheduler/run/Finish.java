package dev.quern.scheduler.run;

import dev.quern.engine.CancelledException;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.store.MemoryLedger;
import dev.quern.scheduler.store.RootGate;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The end of a computation, for which others wait. Thread-safe. */
public final class Finish {
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Not there yet. */
  public Finish() {}

  /** Lets all who wait go on. */
  public void reach() {
    ended.countDown();
  }

  /** Whether it is there. */
  public boolean isReached() {
    return ended.getCount() == 0;
  }

  /** Waits for it up to {@code nanos}; returns whether it has come. */
  public boolean await(Lanes lanes, long nanos) throws InterruptedException {
    return lanes.await(ended, nanos);
  }

  /**
   * Waits for it. A task that waits leaves the roots' gate meanwhile, for others to be let in.
   *
   * @param ledger whose gate the tasks of {@code lanes} pass, if there is one
   * @param giveUp what to do when the thread is interrupted
   * @throws CancelledException when it is
   */
  public void await(Lanes lanes, Events events, @Nullable MemoryLedger ledger, Runnable giveUp) {
    RootGate left = ledger != null && lanes.onLane() ? ledger.gate() : null;
    long start = lanes.nanoTime();
    try {
      if (left != null) {
        left.leave();
      }
      lanes.await(ended);
    } catch (InterruptedException e) {
      giveUp.run();
      Thread.currentThread().interrupt();
      throw new CancelledException(
          "interrupted while waiting for a computation, which is cancelled", e);
    } finally {
      if (left != null) {
        left.reenter();
      }
    }
    if (lanes.onLane()) {
      events.blocked(lanes.nanoTime() - start);
    }
  }
}
