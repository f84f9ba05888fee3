package dev.quern.scheduler;

import static dev.quern.scheduler.TaskKit.await;
import static dev.quern.scheduler.TaskKit.in;
import static dev.quern.scheduler.Tasks.backoff;
import static dev.quern.scheduler.Tasks.deadline;
import static dev.quern.scheduler.Tasks.delayed;
import static dev.quern.scheduler.Tasks.label;
import static dev.quern.scheduler.Tasks.retries;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.Tasks.waitAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.task.Task;
import dev.quern.scheduler.task.TaskCounts;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskStopTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void cancellingInterruptsTheTaskAndNotWhatTheThreadDoesNext(int workers) {
    in(
        workers,
        session -> {
          CountDownLatch running = new CountDownLatch(1);
          CountDownLatch interrupted = new CountDownLatch(1);
          Task<Integer> task =
              submit(
                  () -> {
                    running.countDown();
                    try {
                      new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                      interrupted.countDown();
                    }
                    return 1;
                  });
          await(running);

          assertThat(task.cancel()).isTrue();
          assertThat(task.cancel()).isFalse();
          assertThat(task.state()).isEqualTo(Future.State.CANCELLED);
          assertThatThrownBy(task::join)
              .isInstanceOf(CancelledException.class)
              .hasMessageContaining("TaskStopTest.java:");
          assertThatThrownBy(task::get).isInstanceOf(CancellationException.class);
          for (int i = 0; i < 10; i++) {
            assertThat(submit(() -> Thread.currentThread().isInterrupted()).join()).isFalse();
          }
          await(interrupted);
          assertThat(session.taskCounts().cancelled()).isEqualTo(1);
          assertThat(session.taskCounts().interrupted()).isEqualTo(1);
        });
  }

  /* Whoever waits for the first task has begun it, so that its turn goes to the second one. */
  @Test
  @Timeout(60)
  void anInterruptDoesNotReachTheLaneThatUsesTheTurnOfTheInterruptedTask() {
    in(
        2,
        _ -> {
          AtomicBoolean free = new AtomicBoolean();
          AtomicBoolean enough = new AtomicBoolean();
          AtomicBoolean last = new AtomicBoolean();
          AtomicReference<Task<?>> first = new AtomicReference<>();
          CountDownLatch busy = new CountDownLatch(2);
          CountDownLatch firstRuns = new CountDownLatch(1);
          CountDownLatch secondRuns = new CountDownLatch(1);
          Task<?> waiting =
              submit(
                  () -> {
                    busy.countDown();
                    while (first.get() == null) {
                      Thread.onSpinWait();
                    }
                    first.get().join();
                  });
          var _ = submit(() -> spin(busy, free));
          await(busy);
          first.set(submit(() -> spin(firstRuns, last)));
          await(firstRuns);
          Task<?> second = submit(() -> spin(secondRuns, enough));
          free.set(true);
          await(secondRuns);
          first.get().cancel();
          Task<Boolean> next = submit(() -> Thread.currentThread().isInterrupted());
          enough.set(true);

          second.join();
          assertThat(next.join()).isFalse();
          last.set(true);
          assertThatThrownBy(waiting::join).isInstanceOf(TaskFailedException.class);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anInterruptThatAnOperatorLeavesDoesNotReachTheNextOne(int workers) {
    in(
        workers,
        session -> {
          AtomicInteger reached = new AtomicInteger();
          List<Delayed<Integer>> calls =
              IntStream.range(0, 200)
                  .mapToObj(
                      i ->
                          delayed(
                              () -> {
                                reached.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
                                Thread.currentThread().interrupt();
                                return i;
                              }))
                  .toList();

          assertThat(delayed(List::size, calls).compute()).isEqualTo(200);
          assertThat(submit(() -> Thread.currentThread().isInterrupted()).join()).isFalse();
          assertThat(reached).hasValue(0);
        });
  }

  /** The operator, which has used it up, runs on the thread of the task that was cancelled. */
  @Test
  @Timeout(60)
  void anInterruptOfATaskOutlivesTheOperatorsOfItsGraph() {
    in(
        1,
        _ -> {
          CountDownLatch running = new CountDownLatch(1);
          CountDownLatch done = new CountDownLatch(1);
          AtomicBoolean kept = new AtomicBoolean();
          Task<?> task =
              submit(
                  () -> {
                    Delayed<Boolean> call =
                        delayed(
                            () -> {
                              running.countDown();
                              while (!Thread.interrupted()) {
                                Thread.onSpinWait();
                              }
                              return true;
                            });
                    try {
                      call.compute();
                    } catch (CancelledException expected) {
                      kept.set(Thread.currentThread().isInterrupted());
                    }
                    done.countDown();
                  });
          await(running);
          assertThat(task.cancel()).isTrue();
          await(done);
          assertThat(kept).isTrue();
        });
  }

  /* Without a wait, during which another lane would stand in. */
  private static void spin(CountDownLatch begun, AtomicBoolean until) {
    begun.countDown();
    while (!until.get()) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatATaskHasSubmittedIsCancelledWithIt(int workers) {
    in(
        workers,
        _ -> {
          CountDownLatch running = new CountDownLatch(2);
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
                    running.countDown();
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
                    "the deadline of \\d+ms for report \\(at TaskStopTest.java:\\d+\\) has passed");
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
