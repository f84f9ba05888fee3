package dev.quern.scheduler.local;

import static dev.quern.engine.graph.TestGraphs.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Computation.State;
import dev.quern.scheduler.run.Progress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancelTest {

  /* half of a tree is there when the task in its middle is told to stop */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aRunningTaskStopsAtItsNextCheckAndNothingLeaks(int workers) {
    CountDownLatch inTheMiddle = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      LazyChunks tree = kit.tree(1 << 10).optimized();
      int middle = tree.graph().size() / 2;
      LazyChunks chunks = withOperator(tree, middle, untilCancelled(inTheMiddle));
      Computation computation = kit.submit(chunks);

      await(inTheMiddle);
      assertThat(computation.state()).isEqualTo(State.RUNNING);
      assertThat(computation.cancel()).isTrue();
      assertThat(computation.cancel()).isFalse();

      assertThatThrownBy(computation::join)
          .isInstanceOf(CancelledException.class)
          .hasMessage("the computation was cancelled");
      assertThat(computation.state()).isEqualTo(State.CANCELLED);
      assertThat(kit.ledger.open()).isZero();
      assertThat(kit.ledger.total()).isLessThan(chunks.graph().size());
    }
  }

  @Test
  void whatHasEndedCannotBeCancelled() {
    try (ExecutorKit kit = new ExecutorKit(2)) {
      Computation computation = kit.submit(kit.one((_, _) -> kit.chunk(7)));

      assertThat(kit.values(computation)).containsExactly(7L);
      assertThat(computation.cancel()).isFalse();
      assertThat(computation.state()).isEqualTo(State.DONE);
    }
  }

  @Test
  void outputsAreHandedOverOnce() {
    try (ExecutorKit kit = new ExecutorKit(2)) {
      Computation computation = kit.submit(kit.one((_, _) -> kit.chunk(7)));
      kit.values(computation);

      assertThatThrownBy(computation::join).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void closeFreesWhatNobodyTook() throws InterruptedException {
    CountDownLatch listened = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(2)) {
      Computation running = kit.submit(kit.one(untilCancelled(new CountDownLatch(1))));
      running.close();
      assertThatThrownBy(running::join).isInstanceOf(CancelledException.class);

      Computation ended =
          kit.submit(kit.one((_, _) -> kit.chunk(7)), event -> listened.countDown());
      listened.await();
      while (ended.state() == State.RUNNING) {
        Thread.onSpinWait();
      }
      assertThat(kit.ledger.open()).isEqualTo(1);
      ended.close();
      ended.close();
      assertThat(kit.ledger.open()).isZero();
      assertThatThrownBy(ended::join).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anOutputAskedForTwiceHasTwoOwners() {
    try (ExecutorKit kit = new ExecutorKit(2)) {
      TaskGraph graph = TestGraphs.parse("a b=a", kit.ledger);
      LazyChunks chunks = LazyChunks.of(graph, List.of(key("b"), key("a"), key("b")));

      assertThat(kit.values(kit.submit(chunks))).isEqualTo(TestGraphs.evaluate(chunks));
    }
  }

  @Test
  void interruptingTheWaitCancels() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Throwable> thrown = new AtomicReference<>(new AssertionError("nothing thrown"));
    try (ExecutorKit kit = new ExecutorKit(2)) {
      Computation computation = kit.submit(kit.one(untilCancelled(running)));
      Thread waiting =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      computation.join();
                    } catch (CancelledException e) {
                      thrown.set(
                          Thread.currentThread().isInterrupted() ? e : new AssertionError(e));
                    }
                  });
      await(running);
      waiting.interrupt();
      waiting.join();

      assertThat(thrown.get()).isInstanceOf(CancelledException.class);
      assertThatThrownBy(computation::join).isInstanceOf(CancelledException.class);
    }
  }

  @Test
  void aTaskThatThrowsCancelledForReasonsOfItsOwnHasFailed() {
    try (ExecutorKit kit = new ExecutorKit(2)) {
      Computation computation =
          kit.submit(
              kit.one(
                  (_, _) -> {
                    throw new CancelledException("mine");
                  }));

      assertThatThrownBy(computation::join)
          .isInstanceOf(TaskFailedException.class)
          .hasCauseInstanceOf(CancelledException.class);
    }
  }

  @Test
  void closingTheExecutorCancelsAndRefuses() {
    CountDownLatch running = new CountDownLatch(1);
    ExecutorKit kit = new ExecutorKit(2);
    Computation computation = kit.submit(kit.one(untilCancelled(running)));
    await(running);

    kit.close();
    kit.executor.close();

    assertThat(computation.state()).isEqualTo(State.CANCELLED);
    assertThatThrownBy(computation::join)
        .isInstanceOf(CancelledException.class)
        .hasMessageContaining("session was closed");
    assertThatThrownBy(() -> kit.submit(kit.one((_, _) -> kit.chunk(1))))
        .isInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void closingInterruptsATaskThatDoesNotCheck() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    ExecutorKit kit = new ExecutorKit(2);
    Computation computation =
        kit.submit(
            kit.one(
                (_, _) -> {
                  running.countDown();
                  await(never);
                  return kit.chunk(1);
                }));
    await(running);

    kit.close();

    assertThat(computation.state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void aTaskCannotCloseItsExecutor() {
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Computation computation =
          kit.submit(
              kit.one(
                  (_, _) -> {
                    kit.executor.close();
                    return kit.chunk(1);
                  }));

      assertThatThrownBy(computation::join).hasRootCauseInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void progressCountsTasks() {
    CountDownLatch last = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Computation computation =
          kit.submit(
              kit.chain(
                  10,
                  (_, inputs) -> {
                    if (kit.ledger.total() == 9) {
                      last.countDown();
                      await(goOn);
                    }
                    return kit.sumOrOne(inputs);
                  }));
      await(last);
      assertThat(computation.progress().total()).isEqualTo(10);
      assertThat(computation.progress().done()).isBetween(5L, 9L);
      goOn.countDown();
      kit.values(computation);
      assertThat(computation.progress()).isEqualTo(new Progress(10, 10));
    }
  }

  private static Operator untilCancelled(CountDownLatch running) {
    return (context, _) -> {
      running.countDown();
      while (true) {
        context.checkCancelled();
        Thread.onSpinWait();
      }
    };
  }

  private static LazyChunks withOperator(LazyChunks chunks, int changed, Operator operator) {
    TaskGraph graph = chunks.graph();
    var builder = TaskGraph.builder();
    for (int i = 0; i < graph.size(); i++) {
      var task = graph.task(i);
      builder.add(
          task.key(), i == changed ? operator : task.operator(), Origin.of("tree"), task.inputs());
    }
    return LazyChunks.sinks(builder.build());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
