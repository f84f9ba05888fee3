package dev.quern.scheduler;

import static dev.quern.scheduler.TaskKit.await;
import static dev.quern.scheduler.TaskKit.in;
import static dev.quern.scheduler.Tasks.backoff;
import static dev.quern.scheduler.Tasks.blocking;
import static dev.quern.scheduler.Tasks.gather;
import static dev.quern.scheduler.Tasks.label;
import static dev.quern.scheduler.Tasks.priority;
import static dev.quern.scheduler.Tasks.retries;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.Tasks.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.task.Task;
import dev.quern.scheduler.task.TaskCounts;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aTaskHasAResult(int workers) {
    in(
        workers,
        session -> {
          Task<Integer> task = submit(() -> 42);

          assertThat(task.join()).isEqualTo(42);
          assertThat(task).succeedsWithin(Duration.ofSeconds(5)).isEqualTo(42);
          assertThat(task.resultNow()).isEqualTo(42);
          assertThat(task.state()).isEqualTo(Future.State.SUCCESS);
          assertThat(task.cancel()).isFalse();
          assertThat(submit(() -> {}).join()).isNull();
          assertThat(session.taskCounts()).isEqualTo(new TaskCounts(2, 2, 0, 0, 0, 0));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void tasksForkAndJoinTasks(int workers) {
    in(workers, _ -> assertThat(submit(() -> fibonacci(18)).join()).isEqualTo(2584));
  }

  private static int fibonacci(int n) {
    if (n < 2) {
      return n;
    }
    Task<Integer> left = submit(() -> fibonacci(n - 1));
    return fibonacci(n - 2) + left.join();
  }

  /* each waits for the one submitted before it, from the outside: no nesting to count by */

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aLongRowOfTasksWaitsForOneAnother(int workers) {
    in(
        workers,
        _ -> {
          CountDownLatch all = new CountDownLatch(1);
          List<Task<Integer>> tasks = new ArrayList<>();
          tasks.add(submit(() -> 0, priority(-1)));
          for (int i = 1; i < 2000; i++) {
            Task<Integer> before = tasks.getLast();
            tasks.add(
                submit(
                    () -> {
                      await(all);
                      return before.join() + 1;
                    },
                    priority(i % 7)));
          }
          all.countDown();
          assertThat(tasks.getLast().join()).isEqualTo(1999);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aFailureNamesTheTaskAndTheLineAndIsMadeAnewForEachWhoWaits(int workers) {
    in(
        workers,
        session -> {
          Task<Integer> task =
              submit(
                  () -> {
                    throw new IOException("planted");
                  },
                  label("the load"));

          assertThatThrownBy(task::join)
              .isInstanceOf(TaskFailedException.class)
              .hasMessageMatching("the load failed \\(at TaskTest.java:\\d+\\): .*planted")
              .hasCauseInstanceOf(IOException.class)
              .satisfies(
                  failure ->
                      assertThat(failure.getStackTrace())
                          .anyMatch(
                              frame ->
                                  frame.getClassName().startsWith("dev.quern.scheduler.TaskTest")));
          assertThatThrownBy(task::get)
              .isInstanceOf(ExecutionException.class)
              .hasCauseInstanceOf(TaskFailedException.class);
          assertThat(task.state()).isEqualTo(Future.State.FAILED);
          assertThat(session.taskCounts().failed()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aFailedTaskIsDoneAgain(int workers) {
    in(
        workers,
        session -> {
          AtomicInteger calls = new AtomicInteger();
          Task<Integer> task =
              submit(
                  () -> {
                    if (calls.incrementAndGet() < 3) {
                      throw new IOException("not yet");
                    }
                    return calls.get();
                  },
                  retries(3, backoff("1us", "1ms"), IOException.class));

          assertThat(task.join()).isEqualTo(3);
          assertThat(session.taskCounts()).isEqualTo(new TaskCounts(1, 1, 0, 0, 0, 2));
        });
  }

  @Test
  void retriesEndAndLeaveOtherExceptionsAlone() {
    in(
        2,
        session -> {
          AtomicInteger calls = new AtomicInteger();
          Task<Integer> often =
              submit(
                  () -> {
                    calls.incrementAndGet();
                    throw new FileNotFoundException("never");
                  },
                  retries(2, backoff("0ns", "0ns"), IOException.class));
          assertThatThrownBy(often::join).hasMessageContaining("(attempt 3) failed");
          assertThat(calls).hasValue(3);

          Task<Integer> once =
              submit(
                  () -> {
                    calls.incrementAndGet();
                    throw new IllegalStateException("a bug");
                  },
                  retries(2, backoff("0ns", "0ns"), IOException.class));
          assertThatThrownBy(once::join).hasCauseInstanceOf(IllegalStateException.class);
          assertThat(calls).hasValue(4);
          assertThat(session.taskCounts().retried()).isEqualTo(2);
        });
  }

  @Test
  void moreUrgentTasksStartFirst() {
    in(
        1,
        _ -> {
          CountDownLatch go = new CountDownLatch(1);
          List<Integer> order = Collections.synchronizedList(new ArrayList<>());
          List<Task<?>> tasks = new ArrayList<>();
          tasks.add(submit(() -> await(go), priority(100)));
          for (int level : List.of(0, -5, 3, 0, 7, -1, 3)) {
            tasks.add(submit(() -> order.add(level), priority(level)));
          }
          go.countDown();
          waitAll(tasks, Duration.ofMinutes(1));

          assertThat(order).containsExactly(7, 3, 3, 0, 0, -1, -5);
        });
  }

  @Test
  void blockingTasksRunBesideTheWorkers() {
    in(
        1,
        session -> {
          CountDownLatch all = new CountDownLatch(50);
          List<Task<Session>> tasks = new ArrayList<>();
          for (int i = 0; i < 50; i++) {
            tasks.add(
                submit(
                    () -> {
                      all.countDown();
                      all.await();
                      return Thread.currentThread().isVirtual() ? Session.current() : null;
                    },
                    blocking()));
          }
          assertThat(gather(tasks)).containsOnly(session);
        });
  }

  @Test
  void aTaskIsACompletableFuture() throws Exception {
    in(
        2,
        _ -> {
          assertThat(submit(() -> 20).toCompletableFuture().thenApply(x -> x + 1).join())
              .isEqualTo(21);
          CompletableFuture<Integer> failed =
              submit(
                      (java.util.concurrent.Callable<Integer>)
                          () -> {
                            throw new IOException("planted");
                          })
                  .toCompletableFuture();
          assertThatThrownBy(failed::join).hasCauseInstanceOf(TaskFailedException.class);

          Task<Integer> endless =
              submit(
                  () -> {
                    new CountDownLatch(1).await();
                    return 1;
                  });
          endless.toCompletableFuture().cancel(true);
          assertThat(endless.isCancelled()).isTrue();
        });
  }
}
