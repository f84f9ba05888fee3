package dev.quern.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Interleavings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

class CountdownsTest {

  @Test
  void theLastCountIsToldOnce() {
    Countdowns counts = new Countdowns(new int[] {1, 3, 0});

    assertThat(counts.countDown(1)).isFalse();
    assertThat(counts.countDown(0)).isTrue();
    assertThat(counts.countDown(1)).isFalse();
    assertThat(counts.countDown(1)).isTrue();
    assertThat(counts.isUsedUp(2)).isTrue();
  }

  @Test
  void ofManyThreadsOneIsLastAndSeesWhatTheOthersDid() throws InterruptedException {
    int threads = 4;
    int rounds = 2_000_000;
    int counters = 4;
    int[] counts = new int[counters];
    Arrays.fill(counts, threads * rounds);
    Countdowns countdowns = new Countdowns(counts);
    int[][] written = new int[threads][counters];
    AtomicInteger last = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> running = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int[] mine = written[t];
      running.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    await(start);
                    for (int i = 0; i < rounds * counters; i++) {
                      int counter = i % counters;
                      mine[counter]++;
                      if (countdowns.countDown(counter)) {
                        last.incrementAndGet();
                        for (int[] others : written) {
                          seen.addAndGet(others[counter]);
                        }
                      }
                    }
                  }));
    }
    start.countDown();
    for (Thread thread : running) {
      thread.join();
    }

    assertThat(last).hasValue(counters);
    assertThat(seen).hasValue(threads * rounds * counters);
  }

  /** Three threads count six down to the last, as {@link CountdownsTest} has it model-checked. */
  public static class SixCounts {
    private final Countdowns counts = new Countdowns(new int[] {6});

    /** Called six times in all. */
    @Operation
    public boolean countDown() {
      return counts.countDown(0);
    }
  }

  @Test
  void everyInterleavingHasOneLast() {
    Interleavings.played(3, 2).check(SixCounts.class);
    Interleavings.stressed(3, 2).check(SixCounts.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
