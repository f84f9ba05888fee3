package dev.quern.scheduler.spark;

import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.remote.RemoteCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Single calls on the cluster. A job costs Spark tens of milliseconds, whatever is in it: so the
 * first call that comes waits a moment for others, and all that came go in one. Thread-safe.
 */
final class SparkCalls implements RemoteCalls {
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int MOST = 1024;
  private static final int CALLS_PER_TASK = 16;
  private static final int MOST_AHEAD = 4 * MOST;

  private final SharedContext context;
  private final Lanes lanes;
  private final ReentrantLock lock = new ReentrantLock();
  private List<SparkCall> gathering = new ArrayList<>();

  /** Calls in the application {@code context}; those who wait for them do so on {@code lanes}. */
  SparkCalls(SharedContext context, Lanes lanes) {
    this.context = context;
    this.lanes = lanes;
  }

  @Override
  public int width() {
    return (int) Math.min(MOST_AHEAD, (long) CALLS_PER_TASK * context.tasks());
  }

  @Override
  public byte[] call(byte[] bytes) throws InterruptedException {
    SparkCall call = new SparkCall(bytes);
    if (isFirst(call)) {
      try {
        boolean _ = call.awaitSent(lanes, MOMENT_NANOS);
      } catch (InterruptedException gaveUp) {
        call.giveUp();
        throw gaveUp;
      } finally {
        // Others may rely on this one, whatever becomes of it.
        send(call);
      }
    }
    return call.await(lanes);
  }

  /* Whether this call is the one that others wait with. */
  private boolean isFirst(SparkCall call) {
    List<SparkCall> full = null;
    boolean first;
    lock.lock();
    try {
      gathering.add(call);
      first = gathering.size() == 1;
      if (gathering.size() == MOST) {
        full = gathering;
        gathering = new ArrayList<>();
      }
    } finally {
      lock.unlock();
    }
    if (full != null) {
      CallBatch.send(context, full);
    }
    return first;
  }

  private void send(SparkCall first) {
    List<SparkCall> all;
    lock.lock();
    try {
      if (gathering.isEmpty() || gathering.getFirst() != first) {
        return;
      }
      all = gathering;
      gathering = new ArrayList<>();
    } finally {
      lock.unlock();
    }
    CallBatch.send(context, all);
  }
}
