package dev.quern.scheduler;

import static dev.quern.scheduler.Tasks.event;
import static dev.quern.scheduler.Tasks.gather;
import static dev.quern.scheduler.Tasks.lock;
import static dev.quern.scheduler.Tasks.queue;
import static dev.quern.scheduler.Tasks.semaphore;
import static dev.quern.scheduler.Tasks.submit;
import static dev.quern.scheduler.Tasks.variable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.PlanException;
import dev.quern.scheduler.sync.BoundedQueue;
import dev.quern.scheduler.sync.Lease;
import dev.quern.scheduler.sync.Semaphore;
import dev.quern.scheduler.sync.Variable;
import dev.quern.scheduler.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinationTest {
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration LONG = Duration.ofMinutes(1);

  private static void in(int workers, Runnable body) {
    try (Session session = Session.local().workers(workers).memory("64m").open()) {
      session.run(body);
      assertThat(session.names().open()).isEmpty();
    }
  }

  /* the sum is right only when no two tasks are inside at once; waiting workers are replaced */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aLockLetsOneInAtATime(int workers) {
    in(
        workers,
        () -> {
          int[] counter = new int[1];
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 200; i++) {
            tasks.add(
                submit(
                    () -> {
                      try (Lease _ = lock("counter").acquire()) {
                        int before = counter[0];
                        submit(() -> {}).join();
                        counter[0] = before + 1;
                        return before;
                      }
                    }));
          }
          assertThat(gather(tasks)).doesNotHaveDuplicates();
          assertThat(counter[0]).isEqualTo(200);
        });
  }

  @Test
  void aLeaseIsGivenBackOnce() {
    in(
        1,
        () -> {
          Semaphore two = semaphore("two", 2);
          Lease lease = two.acquire();
          lease.close();
          lease.close();
          assertThat(two.free()).isEqualTo(2);
          assertThat(lease.where().toString()).startsWith("CoordinationTest.java:");
        });
  }

  @Test
  void aTaskThatHasALockIsToldRatherThanWaitForItself() {
    in(
        1,
        () -> {
          Task<Integer> task =
              submit(
                  () -> {
                    try (Lease _ = lock("db").acquire();
                        Lease _ = lock("db").acquire()) {
                      return 1;
                    }
                  });
          assertThatThrownBy(task::join)
              .hasRootCauseInstanceOf(IllegalStateException.class)
              .hasMessageContaining("lock 'db', taken (at CoordinationTest.java:");
        });
  }

  @Test
  void waitsEndWhenTimeIsUp() {
    in(
        1,
        () -> {
          try (Lease _ = lock("db").acquire()) {
            assertThat(lock("db").tryAcquire(AT_ONCE)).isEmpty();
            assertThat(lock("db").tryAcquire(Duration.ofMillis(1))).isEmpty();
          }
          lock("db").tryAcquire(Duration.ofMillis(1)).orElseThrow().close();
          assertThat(event("e").await(Duration.ofMillis(1))).isFalse();
          assertThat(queue("q", 1).poll(Duration.ofMillis(1))).isEmpty();
          assertThat(variable("v").get(Duration.ofMillis(1))).isEmpty();
        });
  }

  /* one who waits for many permits is not overtaken for ever by those who want few */
  @Test
  void whoWaitsLongerComesFirst() {
    in(
        2,
        () -> {
          Semaphore permits = semaphore("permits", 3);
          Lease one = permits.acquire();
          CountDownLatch waiting = new CountDownLatch(1);
          Task<Integer> all =
              submit(
                  () -> {
                    waiting.countDown();
                    try (Lease _ = permits.acquire(3)) {
                      return permits.free();
                    }
                  });
          await(waiting);
          while (permits.tryAcquire(AT_ONCE).map(CoordinationTest::closed).isPresent()) {
            Thread.onSpinWait(); // until the task stands in line: then nobody passes it
          }
          one.close();

          assertThat(all.join()).isZero();
          assertThatThrownBy(() -> permits.acquire(4)).isInstanceOf(PlanException.class);
        });
  }

  private static Lease closed(Lease lease) {
    lease.close();
    return lease;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aQueueCarriesEverythingInOrderWithinItsRoom(int workers) {
    in(
        workers,
        () -> {
          BoundedQueue<Integer> queue = queue("numbers", 3);
          AtomicInteger most = new AtomicInteger();
          Task<Integer> producer =
              submit(
                  () -> {
                    for (int i = 0; i < 1000; i++) {
                      queue.put(i);
                      most.accumulateAndGet(queue.size(), Math::max);
                    }
                    return 1000;
                  });
          Task<List<Integer>> consumer =
              submit(
                  () -> {
                    List<Integer> taken = new ArrayList<>();
                    while (taken.size() < 1000) {
                      taken.add(queue.take());
                    }
                    return taken;
                  });

          assertThat(consumer.join()).isSorted().hasSize(1000);
          assertThat(producer.join()).isEqualTo(1000);
          assertThat(most.get()).isBetween(0, 3);
          assertThatThrownBy(() -> queue("numbers", 4)).isInstanceOf(PlanException.class);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void eventsAndVariablesLetAllGoOn(int workers) {
    in(
        workers,
        () -> {
          Variable<Integer> level = variable("level");
          List<Task<Integer>> tasks = new ArrayList<>();
          for (int i = 0; i < 10; i++) {
            int mine = 9 - i;
            tasks.add(
                submit(
                    () -> {
                      event("go").await();
                      int seen = level.await(value -> value >= mine);
                      if (seen == mine) {
                        level.set(mine + 1);
                      }
                      return mine;
                    }));
          }
          event("go").set();
          level.set(0);

          assertThat(gather(tasks)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
          assertThat(level.get()).isEqualTo(10);
          event("go").clear();
          assertThat(event("go").isSet()).isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aCancelledTaskStopsWaitingAndTakesNothing(int workers) {
    in(
        workers,
        () -> {
          Lease held = lock("db").acquire();
          CountDownLatch waiting = new CountDownLatch(1);
          Task<Integer> task =
              submit(
                  () -> {
                    waiting.countDown();
                    try (Lease _ = lock("db").acquire()) {
                      return 1;
                    }
                  });
          await(waiting);
          task.cancel();
          held.close();

          lock("db").tryAcquire(LONG).orElseThrow().close();
          assertThatThrownBy(task::join).isInstanceOf(CancelledException.class);
        });
  }

  @Test
  void aNameIsOfOneKind() {
    in(
        1,
        () -> {
          assertThat(lock("db")).isSameAs(lock("db"));
          assertThatThrownBy(() -> event("db"))
              .isInstanceOf(PlanException.class)
              .hasMessageContaining(
                  "'db' is the name of something of the kind Lock, not of the kind Event");
        });
  }

  @Test
  void closingTheSessionSendsWaitersAwayAndKnowsWhatWasNotGivenBack() throws Exception {
    Session session = Session.local().workers(1).open();
    Lease lease = session.call(() -> lock("db").acquire());
    assertThat(session.names().open())
        .singleElement()
        .asString()
        .matches("lock 'db', taken \\(at CoordinationTest.java:\\d+\\)");

    CountDownLatch waiting = new CountDownLatch(1);
    List<Throwable> ends = new ArrayList<>();
    Thread outside =
        Thread.ofPlatform()
            .start(
                () ->
                    session.run(
                        () -> {
                          try {
                            waiting.countDown();
                            lock("db").acquire();
                          } catch (RuntimeException end) {
                            ends.add(end);
                          }
                        }));
    waiting.await();
    session.close();
    outside.join();

    assertThat(ends).hasSize(1);
    lease.close();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
