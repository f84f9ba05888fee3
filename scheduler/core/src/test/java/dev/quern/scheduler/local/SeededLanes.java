package dev.quern.scheduler.local;

import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Strand;
import dev.quern.scheduler.lane.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that are all played by the thread that waits, one strand after the other, in an order that
 * a seed decides: every steal and every delay can be had again.
 */
final class SeededLanes implements Lanes {
  private final Random random;
  private final int width;

  /** The chance that a fork finds no memory. */
  private final double forkFailures;

  /** Called before each strand. */
  private final Runnable beforeStrand;

  private final List<List<Strand>> forked = new ArrayList<>();
  private final List<Strand> started = new ArrayList<>();
  private int lane;
  private long time;
  private @Nullable Work running;
  private int failedForks;

  SeededLanes(Random random, int width, double forkFailures, Runnable beforeStrand) {
    this.random = random;
    this.width = width;
    this.forkFailures = forkFailures;
    this.beforeStrand = beforeStrand;
    for (int i = 0; i < width; i++) {
      forked.add(new ArrayList<>());
    }
  }

  int failedForks() {
    return failedForks;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void start(Strand strand) {
    started.add(strand);
  }

  @Override
  public void fork(Strand strand) {
    if (random.nextDouble() < forkFailures) {
      failedForks++;
      throw new OutOfMemoryError("planted");
    }
    forked.get(lane).add(strand);
  }

  /* Now and then a thief was faster, or the owner looked too early. */
  @Override
  public boolean runForked(@Nullable Work only) {
    List<Strand> mine = forked.get(lane);
    if (mine.isEmpty() || random.nextInt(4) == 0) {
      return false;
    }
    Strand newest = mine.getLast();
    if (only != null && !newest.owner().equals(only)) {
      return false;
    }
    mine.removeLast();
    newest.carryOut();
    return true;
  }

  @Override
  public boolean onLane() {
    return false;
  }

  @Override
  public int currentLane() {
    return lane;
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
    while (latch.getCount() != 0) {
      lane = random.nextInt(width);
      List<Strand> from = random.nextInt(3) == 0 ? started : forked.get(random.nextInt(width));
      if (!from.isEmpty()) {
        beforeStrand.run();
        from.remove(random.nextBoolean() ? 0 : from.size() - 1).carryOut();
      } else if (started.isEmpty() && forked.stream().allMatch(List::isEmpty)) {
        throw new AssertionError("nothing is left to do, and the run has not ended");
      }
    }
  }

  @Override
  public boolean await(CountDownLatch latch, long nanos) {
    await(latch);
    return true;
  }

  @Override
  public void startAside(Strand strand) {
    start(strand);
  }

  @Override
  public Alarm after(long nanos, Runnable action) {
    throw new UnsupportedOperationException("a graph sets no alarm");
  }

  /** Time passes faster than any clock: blocks shrink and grow, slices end early. */
  @Override
  public long nanoTime() {
    time += random.nextInt(1_000_000);
    return time;
  }

  @Override
  public void interrupt() {}

  @Override
  public void close() {}
}
