package dev.quern.scheduler.spark;

import dev.quern.engine.CancelledException;
import dev.quern.engine.ClusterException;
import dev.quern.scheduler.lane.CancellableWait;
import dev.quern.scheduler.lane.Lanes;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A call on its way, and how it ends. Thread-safe. */
final class SparkCall {
  private final byte[] bytes;
  private final CountDownLatch sent = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private byte @Nullable [] result;
  private @Nullable Throwable failure;
  private @Nullable CallBatch batch;
  private boolean unwanted;
  private boolean over;

  SparkCall(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Notes that it goes with {@code with}; false when nobody waits for it any more. */
  synchronized boolean send(CallBatch with) {
    batch = with;
    sent.countDown();
    return !unwanted;
  }

  /** Ends it with a result; returns whether it had not ended before. */
  boolean succeed(byte[] with) {
    return end(with, null);
  }

  /** Ends it, unless it has ended; returns whether it had not. */
  boolean fail(Throwable with) {
    return end(null, with);
  }

  private synchronized boolean end(byte @Nullable [] with, @Nullable Throwable thrown) {
    if (over) {
      return false;
    }
    over = true;
    result = with;
    failure = thrown;
    ended.countDown();
    return true;
  }

  /** Waits until it was sent, but no longer than {@code nanos}; returns whether it was. */
  boolean awaitSent(Lanes lanes, long nanos) throws InterruptedException {
    return lanes.await(sent, nanos);
  }

  /** Waits for its end. */
  byte[] await(Lanes lanes) throws InterruptedException {
    try {
      CancellableWait.await(lanes, ended);
    } catch (InterruptedException | CancelledException gaveUp) {
      giveUp();
      throw gaveUp;
    }
    return result();
  }

  private synchronized byte[] result() {
    byte[] there = result;
    if (there != null) {
      return there;
    }
    Throwable why = Objects.requireNonNull(failure, "it has ended");
    throw new ClusterException("a call was not carried out: " + why.getMessage(), why);
  }

  /** Takes note that nobody waits for it any more. */
  void giveUp() {
    CallBatch with;
    synchronized (this) {
      unwanted = true;
      with = batch;
    }
    if (with != null && fail(new CancelledException("nobody waits for it"))) {
      with.oneLess();
    }
  }
}
