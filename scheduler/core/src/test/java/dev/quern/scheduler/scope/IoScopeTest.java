package dev.quern.scheduler.scope;

import static dev.quern.scheduler.scope.ScopeOptions.collectAll;
import static dev.quern.scheduler.scope.ScopeOptions.failFast;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.engine.CancelledException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.lane.PlayedLanes;
import dev.quern.scheduler.lane.Residents;
import dev.quern.scheduler.run.Computation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future.State;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IoScopeTest {
  private final Session session = Session.local().workers(1).open();
  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicInteger interrupted = new AtomicInteger();

  @AfterEach
  void everythingEnds() {
    session.close();
  }

  @Test
  void forksRunAtTheSameTimeAndTheirResultsComeBack() {
    CountDownLatch both = new CountDownLatch(2);
    try (IoScope scope = session.ioScope(failFast())) {
      Fork<String> name = scope.fork(() -> meet(both, "Ada"));
      Fork<Integer> age = scope.fork(() -> meet(both, 36));
      scope.join();

      assertThat(name.get() + age.get()).isEqualTo("Ada36");
      assertThat(name.state()).isEqualTo(State.SUCCESS);
    }
  }

  @Test
  void forksRunOnVirtualThreadsOfTheSession() {
    try (IoScope scope = session.ioScope(failFast())) {
      Fork<Boolean> isVirtual = scope.fork(() -> Thread.currentThread().isVirtual());
      Fork<Session> current = scope.fork(Session::current);
      scope.join();

      assertThat(isVirtual.get()).isTrue();
      assertThat(current.get()).isSameAs(session);
    }
  }

  @Test
  void aResultBeforeJoinIsAnError() {
    try (IoScope scope = session.ioScope(failFast())) {
      Fork<Integer> fork = scope.fork(() -> 1);

      assertThatThrownBy(fork::get)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "fork 1 \\(at IoScopeTest.java:\\d+\\) has no result before .*join.*");
      scope.join();
      assertThat(fork.get()).isEqualTo(1);
      assertThatThrownBy(() -> scope.fork(() -> 2)).hasMessageContaining("was joined before");
    }
  }

  @Test
  void theFirstFailureCancelsTheOthers() {
    CountDownLatch running = new CountDownLatch(2);
    try (IoScope scope = session.ioScope(failFast())) {
      Fork<Integer> endless = scope.fork(() -> waitForever(running));
      Fork<Integer> alsoEndless = scope.fork(() -> waitForever(running));
      Fork<Integer> broken =
          scope.fork(
              () -> {
                running.await();
                throw new IOException("no route");
              });

      assertThatThrownBy(scope::join)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageMatching(
              "fork 3 failed \\(at IoScopeTest.java:\\d+\\): java.io.IOException: no route");
      assertThat(interrupted).hasValue(2);
      assertThat(List.of(endless.state(), alsoEndless.state())).containsOnly(State.CANCELLED);
      assertThatThrownBy(endless::get).isInstanceOf(CancelledException.class);
      assertThatThrownBy(broken::get).isInstanceOf(TaskFailedException.class);
    }
  }

  @Test
  void furtherFailuresAreSuppressedInTheFirst() {
    CountDownLatch running = new CountDownLatch(1);
    try (IoScope scope = session.ioScope(failFast())) {
      var _ =
          scope.fork(
              () -> {
                try {
                  return waitForever(running);
                } catch (InterruptedException e) {
                  throw new UncheckedIOException(new IOException("closing failed"));
                }
              });
      var _ =
          scope.fork(
              () -> {
                running.await();
                throw new IOException("first");
              });

      TaskFailedException first = catchThrowableOfType(TaskFailedException.class, scope::join);
      assertThat(first).hasMessageContaining("first");
      assertThat(first.getSuppressed())
          .singleElement()
          .satisfies(other -> assertThat(other).hasMessageContaining("closing failed"));
    }
  }

  @Test
  void collectingAllLetsEachForkEnd() {
    try (IoScope scope = session.ioScope(collectAll())) {
      Fork<Integer> broken = scope.fork(() -> 1 / Integer.parseInt("0"));
      Fork<Integer> good = scope.fork(() -> 7);
      scope.join();

      assertThat(good.get()).isEqualTo(7);
      assertThat(broken.state()).isEqualTo(State.FAILED);
      assertThatThrownBy(broken::get).hasCauseInstanceOf(ArithmeticException.class);
    }
  }

  @Test
  void noMoreForksRunThanMay() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Fork<Integer>> forks = new ArrayList<>();
    try (IoScope scope = session.ioScope(failFast().limit(2))) {
      for (int i = 0; i < 50; i++) {
        forks.add(
            scope.fork(
                () -> {
                  int now = running.incrementAndGet();
                  most.accumulateAndGet(now, Math::max);
                  Thread.onSpinWait();
                  running.decrementAndGet();
                  return now;
                }));
      }
      scope.join();
    }
    assertThat(most.get()).isBetween(1, 2);
    assertThat(forks).allSatisfy(fork -> assertThat(fork.get()).isPositive());
  }

  @Test
  void leavingTheBlockEndsWhatStillRuns() {
    CountDownLatch running = new CountDownLatch(1);
    Fork<Integer> fork;
    try (IoScope scope = session.ioScope(failFast())) {
      fork = scope.fork(() -> waitForever(running));
      awaitQuietly(running);
    }
    assertThat(interrupted).hasValue(1);
    assertThat(fork.state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void aCancelledTaskCancelsItsScope() {
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Throwable> told = new AtomicReference<>();
    CountDownLatch left = new CountDownLatch(1);
    Operator open =
        (_, _) -> {
          try (IoScope scope = Session.current().ioScope(failFast())) {
            var _ = scope.fork(() -> waitForever(running));
            scope.join();
          } catch (CancelledException e) {
            told.set(e);
            throw e;
          } finally {
            left.countDown();
          }
          return new Value<>(1);
        };
    Computation computation = session.submit(one(open));
    awaitQuietly(running);

    assertThat(computation.cancel()).isTrue();
    awaitQuietly(left);

    assertThat(interrupted).hasValue(1);
    assertThat(told.get()).hasMessageContaining("the computation that submitted this one");
  }

  @Test
  void aForgottenScopeEndsWithItsTask() {
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Fork<Integer>> forgotten = new AtomicReference<>();
    Operator open =
        (_, _) -> {
          forgotten.set(Session.current().ioScope(failFast()).fork(() -> waitForever(running)));
          return new Value<>(1);
        };
    session.submit(one(open)).join().forEach(Chunk::close);
    session.close();

    assertThat(forgotten.get().state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void anInterruptedJoinCancelsTheScope() {
    CountDownLatch running = new CountDownLatch(1);
    try (IoScope scope = session.ioScope(failFast())) {
      var _ = scope.fork(() -> waitForever(running));
      Thread.currentThread().interrupt();

      assertThatThrownBy(scope::join)
          .isInstanceOf(CancelledException.class)
          .hasMessageContaining("was interrupted while it waited for its forks");
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(running.getCount()).as("may have been too late to start").isBetween(0L, 1L);
  }

  @Test
  void theDeadlineCancelsWhatRuns() {
    PlayedLanes lanes = new PlayedLanes(new Random().nextLong());
    try (Residents residents = new Residents(lanes)) {
      CountDownLatch stuck = new CountDownLatch(1);
      IoScope scope = IoScope.open(residents, collectAll().deadline("5s"));
      Fork<Integer> done = scope.fork(() -> 4);
      Fork<Boolean> late =
          scope.fork(
              () -> {
                boolean came = lanes.await(stuck, 60_000_000_000L);
                if (!came) {
                  throw new InterruptedException("as a thread would be by now");
                }
                return true;
              });

      assertThatThrownBy(scope::join)
          .isInstanceOf(CancelledException.class)
          .hasMessageMatching(
              "the I/O scope \\(at IoScopeTest.java:\\d+\\) has not ended by its deadline of 5s: "
                  + "1 of 2 forks were running");
      assertThat(done.get()).isEqualTo(4);
      assertThat(late.state()).isEqualTo(State.CANCELLED);
      scope.close();
    }
  }

  @Test
  void theDeadlineInterruptsThreads() {
    CountDownLatch running = new CountDownLatch(1);
    try (IoScope scope = session.ioScope(failFast().deadline("20ms"))) {
      var _ = scope.fork(() -> waitForever(running));

      assertThatThrownBy(scope::join).hasMessageContaining("deadline of 20ms");
    }
  }

  @Test
  void amountsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(() -> failFast().limit(0)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> failFast().deadline(0)).isInstanceOf(PlanException.class);
  }

  private static LazyChunks one(Operator operator) {
    return LazyChunks.sinks(
        TaskGraph.builder().add(TestGraphs.key("one"), operator, Origin.of("one")).build());
  }

  private int waitForever(CountDownLatch running) throws InterruptedException {
    running.countDown();
    try {
      never.await();
      return 0;
    } catch (InterruptedException e) {
      interrupted.incrementAndGet();
      throw e;
    }
  }

  private static <T> T meet(CountDownLatch all, T value) throws InterruptedException {
    all.countDown();
    all.await();
    return value;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
