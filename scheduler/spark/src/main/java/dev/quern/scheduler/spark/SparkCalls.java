package dev.quern.scheduler.spark;

import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.remote.RemoteCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Single calls on the cluster. A job costs Spark tens of milliseconds, whatever is in it: so the
 * first call that comes waits a moment for others, and longer while the cluster has enough to do,
 * and all that came go in one. Thread-safe.
 */
final class SparkCalls implements RemoteCalls {
  private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final int MOST = 1024;
  private static final int CALLS_PER_TASK = 64;
  private static final int MOST_AHEAD = 4 * MOST;

  private final SharedContext context;
  private final Lanes lanes;
  private final BundleSize bundleSize = new BundleSize();
  private final ReentrantLock lock = new ReentrantLock();
  private List<SparkCall> gathering = new ArrayList<>();
  private int bundlesOut;
  /* Reached when there is room again; null as long as there is. */
  private @Nullable CountDownLatch room;

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
        awaitOthers(call);
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

  private void awaitOthers(SparkCall first) throws InterruptedException {
    if (first.awaitSent(lanes, MOMENT_NANOS)) {
      return;
    }
    for (CountDownLatch wait = room(); wait != null; wait = room()) {
      lanes.await(wait);
    }
  }

  private @Nullable CountDownLatch room() {
    lock.lock();
    try {
      return room;
    } finally {
      lock.unlock();
    }
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
      sendAll(full);
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
    sendAll(all);
  }

  private void sendAll(List<SparkCall> calls) {
    CallBatch.send(context, calls, bundleSize, this::count);
  }

  /* Of the bundles that are on their way. */
  private void count(int more) {
    CountDownLatch reached = null;
    lock.lock();
    try {
      bundlesOut += more;
      boolean enough = bundlesOut >= context.tasks();
      if (enough && room == null) {
        room = new CountDownLatch(1);
      } else if (!enough) {
        reached = room;
        room = null;
      }
    } finally {
      lock.unlock();
    }
    if (reached != null) {
      reached.countDown();
    }
  }
}
