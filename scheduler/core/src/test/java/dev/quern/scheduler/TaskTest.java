package dev.quern.scheduler;

import static dev.quern.scheduler.Tasks.asCompleted;
import static dev.quern.scheduler.Tasks.backoff;
import static dev.quern.scheduler.Tasks.blocking;
import static dev.quern.scheduler.Tasks.deadline;
import static dev.quern.scheduler.Tasks.gather;
import static dev.quern.scheduler.Tasks.inFlight;
import static dev.quern.scheduler.Tasks.label;
import static dev.quern.scheduler.Tasks.map;
import static dev.quern.scheduler.Tasks.priority;
import static dev.quern.scheduler.Tasks.retries;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.Tasks.waitAll;
import static dev.quern.scheduler.Tasks.waitAny;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.task.Task;
import dev.quern.scheduler.task.TaskCounts;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  /** Does {@code body} with a session of its own as the current one. */
  private static void in(int workers, Body body) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      session.call(
          () -> {
            body.run(session);
            return null;
          });
    }
  }

  private interface Body {
    void run(Session session);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

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

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cancellingInterruptsTheTaskAndNotWhatTheThreadDoesNext(int workers) {
    in(
        workers,
        session -> {
          CountDownLatch running = new CountDownLatch(1);
          AtomicBoolean interrupted = new AtomicBoolean();
          Task<Integer> task =
              submit(
                  () -> {
                    running.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      interrupted.set(true);
                      Thread.currentThread().interrupt();
                    }
                    return 1;
                  });
          await(running);

          assertThat(task.cancel()).isTrue();
          assertThat(task.cancel()).isFalse();
          assertThat(task.state()).isEqualTo(Future.State.CANCELLED);
          assertThatThrownBy(task::join)
              .isInstanceOf(CancelledException.class)
              .hasMessageContaining("TaskTest.java:");
          assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
          for (int i = 0; i < 10; i++) {
            assertThat(submit(() -> Thread.currentThread().isInterrupted()).join()).isFalse();
          }
          assertThat(interrupted).isTrue();
          assertThat(session.taskCounts().cancelled()).isEqualTo(1);
          assertThat(session.taskCounts().interrupted()).isEqualTo(1);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatATaskHasSubmittedIsCancelledWithIt(int workers) {
    in(
        workers,
        _ -> {
          CountDownLatch running = new CountDownLatch(1);
          AtomicReference<Task<Integer>> inner = new AtomicReference<>();
          Task<Integer> outer =
              submit(
                  () -> {
                    Task<Integer> child =
                        submit(
                            () -> {
                              running.countDown();
                              new CountDownLatch(1).await();
                              return 1;
                            });
                    inner.set(child);
                    return child.join();
                  });
          await(running);
          outer.cancel();

          assertThatThrownBy(outer::join).isInstanceOf(CancelledException.class);
          assertThat(inner.get().isCancelled()).isTrue();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aDeadlineBoundsAllThatWasSubmittedBelow(int workers) {
    in(
        workers,
        _ -> {
          AtomicReference<Task<Integer>> inner = new AtomicReference<>();
          // A deadline that passes before the task has begun shows nothing: then a longer one.
          for (long millis = 10; inner.get() == null; millis *= 2) {
            Task<Integer> outer =
                submit(
                    () -> {
                      inner.set(
                          submit(
                              () -> {
                                new CountDownLatch(1).await();
                                return 1;
                              },
                              deadline("1h")));
                      return inner.get().join();
                    },
                    deadline(Duration.ofMillis(millis)),
                    label("report"));

            assertThatThrownBy(outer::join)
                .isInstanceOf(CancelledException.class)
                .hasMessageMatching(
                    "the deadline of \\d+ms for report \\(at TaskTest.java:\\d+\\) has passed");
          }
          assertThatThrownBy(inner.get()::join)
              .hasMessageMatching("the deadline of \\d+ms for report.*");
        });
  }

  @Test
  void retriesThatWouldOutlastTheDeadlineAreNotWaitedFor() {
    in(
        1,
        _ ->
            assertThatThrownBy(
                    submit(
                            () -> {
                              throw new IOException("planted");
                            },
                            retries(5, backoff("1h", "1h")),
                            deadline("20m"))
                        ::join)
                .isInstanceOf(TaskFailedException.class)
                .hasRootCauseMessage("planted"));
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

  @Test
  void closingTheSessionCancelsQueuedSleepingAndRunningTasks() {
    CountDownLatch running = new CountDownLatch(1);
    Session session = Session.local().workers(1).open();
    Task<Integer> sleeping =
        session.submit(
            () -> {
              throw new IOException("planted");
            },
            retries(1, backoff("1h", "1h")));
    Task<Integer> endless =
        session.submit(
            () -> {
              running.countDown();
              new CountDownLatch(1).await();
              return 1;
            });
    Task<Integer> queued = session.submit(() -> 1);
    await(running);
    session.close();

    for (Task<Integer> task : List.of(sleeping, endless, queued)) {
      assertThatThrownBy(task::join)
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("session was closed");
    }
    assertThat(session.taskCounts()).isEqualTo(new TaskCounts(3, 0, 0, 3, 1, 1));
  }

  @Test
  void resultsThatNobodyTookAreClosed() {
    AtomicInteger closed = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    in(
        2,
        _ -> {
          Task<AutoCloseable> taken = submit(() -> closed::incrementAndGet);
          Task<AutoCloseable> left = submit(() -> closed::incrementAndGet);
          Task<AutoCloseable> late =
              submit(
                  () -> {
                    running.countDown();
                    goOn.await();
                    return closed::incrementAndGet;
                  });
          await(running);
          late.cancel(false);
          goOn.countDown();
          waitAll(List.of(taken, left), Duration.ofMinutes(1));
          taken.join();
        });

    assertThat(closed).as("the one left and the late one").hasValue(2);
  }
}
