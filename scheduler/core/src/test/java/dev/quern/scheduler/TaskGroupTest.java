package dev.quern.scheduler;

import static dev.quern.scheduler.TaskKit.in;
import static dev.quern.scheduler.Tasks.asCompleted;
import static dev.quern.scheduler.Tasks.blocking;
import static dev.quern.scheduler.Tasks.gather;
import static dev.quern.scheduler.Tasks.inFlight;
import static dev.quern.scheduler.Tasks.map;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.Tasks.waitAll;
import static dev.quern.scheduler.Tasks.waitAny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.scheduler.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskGroupTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void mapKeepsTheOrderAndTakesNoMoreThanItMay(int workers) {
    in(
        workers,
        _ -> {
          AtomicInteger taken = new AtomicInteger();
          AtomicInteger read = new AtomicInteger();
          AtomicInteger mostAhead = new AtomicInteger();
          Stream<Integer> inputs =
              IntStream.range(0, 1000)
                  .boxed()
                  .peek(
                      _ ->
                          mostAhead.accumulateAndGet(
                              taken.incrementAndGet() - read.get(), Math::max));

          List<Integer> doubled =
              map(x -> 2 * x, inputs, inFlight(5)).peek(_ -> read.incrementAndGet()).toList();

          assertThat(doubled).isEqualTo(IntStream.range(0, 1000).mapToObj(x -> 2 * x).toList());
          assertThat(mostAhead.get()).isLessThanOrEqualTo(6);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aMapThatIsClosedCancelsWhatIsAhead(int workers) {
    in(
        workers,
        session -> {
          try (Stream<Integer> results =
              map(
                  x -> {
                    if (x > 0) {
                      new CountDownLatch(1).await();
                    }
                    return x;
                  },
                  Stream.iterate(0, x -> x + 1),
                  inFlight(4))) {
            assertThat(results.iterator().next()).isZero();
          }
          assertThat(session.taskCounts().cancelled()).isEqualTo(3);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void manyTasksAreGatheredInOrder(int workers) {
    in(
        workers,
        _ -> {
          List<Task<Integer>> tasks =
              IntStream.range(0, 20_000).mapToObj(i -> submit(() -> i)).toList();
          assertThat(gather(tasks)).isEqualTo(IntStream.range(0, 20_000).boxed().toList());
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void completedTasksComeInTheOrderTheyEnd(int workers) {
    in(
        workers,
        _ -> {
          CountDownLatch second = new CountDownLatch(1);
          Task<String> slow =
              submit(
                  () -> {
                    second.await();
                    return "slow";
                  },
                  blocking());
          Task<String> fast = submit(() -> "fast");

          List<String> order = new ArrayList<>();
          asCompleted(List.of(slow, fast))
              .forEach(
                  task -> {
                    order.add(task.join());
                    second.countDown();
                  });

          assertThat(order).containsExactly("fast", "slow");
        });
  }

  @Test
  void waitsEndInTime() {
    in(
        2,
        _ -> {
          CountDownLatch latch = new CountDownLatch(1);
          Task<Integer> slow =
              submit(
                  () -> {
                    latch.await();
                    return 1;
                  });
          Task<Integer> fast = submit(() -> 2);
          fast.join();

          assertThat(waitAny(List.of(slow, fast), Duration.ofMinutes(1))).contains(fast);
          assertThat(waitAny(List.of(slow), Duration.ofMillis(1))).isEmpty();
          assertThat(waitAll(List.of(slow, fast), Duration.ofMillis(1))).isFalse();
          assertThatThrownBy(() -> slow.get(1, TimeUnit.MILLISECONDS))
              .isInstanceOf(TimeoutException.class);
          latch.countDown();
          assertThat(waitAll(List.of(slow, fast), Duration.ofMinutes(1))).isTrue();
        });
  }
}
