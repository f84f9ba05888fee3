package dev.quern.scheduler.lane;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that the thread that waits plays, in an order that a seed decides. Time stands still while
 * there is something to do, and else jumps to the next alarm: an hour's pause takes no time.
 */
public final class PlayedLanes implements Lanes {
  private final Random random;
  private final List<Strand> queued = new ArrayList<>();
  private final PriorityQueue<Timed> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Timed::at).thenComparingLong(Timed::number));
  private long time;
  private long set;
  private @Nullable Work running;
  private boolean closed;

  public PlayedLanes(long seed) {
    this.random = new Random(seed);
  }

  /** Plays until nothing is left but alarms. */
  public void settle() {
    while (!queued.isEmpty()) {
      play();
    }
  }

  @Override
  public int width() {
    return 2;
  }

  @Override
  public void start(Strand strand) {
    if (closed) {
      throw new RejectedExecutionException("the lanes were closed");
    }
    queued.add(strand);
  }

  @Override
  public void fork(Strand strand) {
    start(strand);
  }

  @Override
  public void startAside(Strand strand) {
    start(strand);
  }

  @Override
  public boolean runForked(@Nullable Work only) {
    return false;
  }

  @Override
  public boolean onLane() {
    return false;
  }

  @Override
  public int currentLane() {
    return 0;
  }

  @Override
  public @Nullable Work enter(@Nullable Work work) {
    Work before = running;
    running = work;
    return before;
  }

  @Override
  public @Nullable Work running() {
    return running;
  }

  @Override
  public void await(CountDownLatch latch) {
    boolean _ = await(latch, Long.MAX_VALUE - time);
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) {
    long until = time + nanos;
    while (latch.getCount() != 0) {
      Timed next = alarms.peek();
      if (!queued.isEmpty()) {
        play();
      } else if (next != null && next.at() <= until) {
        alarms.remove();
        time = Math.max(time, next.at());
        next.action().run();
      } else if (until == Long.MAX_VALUE) {
        throw new AssertionError("nothing is left to do, and what is waited for has not come");
      } else {
        time = until;
        return false;
      }
    }
    return true;
  }

  @Override
  public long nanoTime() {
    return time;
  }

  @Override
  public Alarm after(long nanos, Runnable action) {
    Timed alarm = new Timed(time + nanos, set++, action);
    alarms.add(alarm);
    return () -> alarms.remove(alarm);
  }

  @Override
  public void interrupt() {}

  @Override
  public void close() {
    closed = true;
  }

  private void play() {
    Work outer = running;
    queued.remove(random.nextInt(queued.size())).carryOut();
    running = outer;
  }

  private record Timed(long at, long number, Runnable action) {}
}
