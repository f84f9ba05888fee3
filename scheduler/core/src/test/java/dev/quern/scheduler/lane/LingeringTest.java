package dev.quern.scheduler.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads look here for ever, so whatever ends is ended by what the test is about. */
@Timeout(60)
class LingeringTest {
  private final ForkJoinLanes lanes = new ForkJoinLanes("test", 2);

  @BeforeEach
  void thereAreProcessorsToLookWith() {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor only");
  }

  @AfterEach
  void everythingEnds() throws InterruptedException {
    lanes.close();
    assertThat(lanes.awaitEnd(20)).isTrue();
  }

  @Test
  void findsWhatComes() {
    AtomicBoolean come = new AtomicBoolean();
    CompletableFuture<Boolean> lane = onLane(() -> lanes.linger(come::get, endless(), 1L << 40));
    come.set(true);

    assertThat(lane.join()).isTrue();
    assertThat(lanes.linger(come::get, endless(), 1L << 40)).isTrue();
  }

  @Test
  void aLaneStopsLookingWhenAStrandWaitsForOne() throws InterruptedException {
    CountDownLatch looks = new CountDownLatch(1);
    CountDownLatch otherIsBusy = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Boolean> other =
        onLane(
            () -> {
              otherIsBusy.countDown();
              return waitFor(release);
            });
    otherIsBusy.await();
    CompletableFuture<Boolean> lane = onLane(() -> looking(looks, endless()));
    looks.await();

    CompletableFuture<Boolean> waits = onLane(() -> true);

    assertThat(lane.join()).isFalse();
    assertThat(waits.join()).isTrue();
    release.countDown();
    assertThat(other.join()).isTrue();
  }

  @Test
  void aLaneStopsLookingWhenAnotherHasForked() throws InterruptedException {
    CountDownLatch looks = new CountDownLatch(1);
    CompletableFuture<Boolean> lane = onLane(() -> looking(looks, endless()));
    looks.await();
    CountDownLatch stolen = new CountDownLatch(1);
    CompletableFuture<Boolean> forks =
        onLane(
            () -> {
              lanes.fork(new Chore(lanes, stolen::countDown));
              return waitFor(stolen); // it is the lane that looked that carries it out
            });

    assertThat(forks.join()).isTrue();
    assertThat(lane.join()).isFalse();
  }

  @Test
  void oneLaneLooksAtATime() throws InterruptedException {
    AtomicBoolean come = new AtomicBoolean();
    CountDownLatch looks = new CountDownLatch(1);
    CompletableFuture<Boolean> first =
        onLane(
            () ->
                lanes.linger(
                    () -> {
                      looks.countDown();
                      return come.get();
                    },
                    endless(),
                    Long.MAX_VALUE));
    looks.await();

    assertThat(onLane(() -> lanes.linger(LingeringTest::never, endless(), Long.MAX_VALUE)).join())
        .isFalse();
    come.set(true);
    first.join();
  }

  @Test
  void looksNoLongerThanItMay() {
    assertThat(lanes.linger(LingeringTest::never, endless(), 1_000)).isFalse();
    assertThat(lanes.linger(LingeringTest::never, endless(), 0)).isFalse();
    assertThat(lanes.linger(LingeringTest::never, new Patience(1_000), Long.MAX_VALUE)).isFalse();
  }

  @Test
  void virtualThreadsDoNotLook() throws InterruptedException {
    AtomicBoolean looked = new AtomicBoolean();
    Thread.startVirtualThread(() -> looked.set(lanes.linger(() -> true, endless(), 1_000))).join();

    assertThat(looked).isFalse();
  }

  @Test
  void lanesThatAreNoThreadsDoNotLook() {
    assertThat(new SerialLanes().linger(LingeringTest::never, endless(), Long.MAX_VALUE)).isFalse();
    assertThat(new PlayedLanes(1).linger(LingeringTest::never, endless(), Long.MAX_VALUE))
        .isFalse();
  }

  private static boolean never() {
    return false;
  }

  private boolean looking(CountDownLatch looks, Patience patience) {
    return lanes.linger(
        () -> {
          looks.countDown();
          return false;
        },
        patience,
        Long.MAX_VALUE);
  }

  private static boolean waitFor(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Patience endless() {
    return new Patience(Integer.MAX_VALUE);
  }

  private CompletableFuture<Boolean> onLane(BooleanSupplier what) {
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    lanes.start(new Chore(lanes, () -> result.complete(what.getAsBoolean())));
    return result;
  }
}
