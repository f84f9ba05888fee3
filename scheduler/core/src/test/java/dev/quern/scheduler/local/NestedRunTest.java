package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Computation.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks that run graphs, and threads that submit at once. */
class NestedRunTest {

  /* a task that waits for a task that waits for a task... : one worker is enough */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void runsNestTwoHundredDeep(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      assertThat(kit.values(kit.submit(kit.one(nested(kit, 200))))).containsExactly(200L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void everyTaskOfAWideRunMayRunATree(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      List<Long> values =
          kit.values(
              kit.submit(
                  kit.many(
                      200,
                      (_, _) ->
                          kit.chunk(kit.values(kit.submit(kit.tree(64).optimized())).getFirst()))));

      assertThat(values).hasSize(200).containsOnly(64L);
    }
  }

  /* children of one task run side by side, and are joined in the wrong order */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aTaskMayWaitForSeveral(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Operator parent =
          (_, _) -> {
            List<Computation> children = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
              children.add(kit.submit(kit.tree(32)));
            }
            long sum = 0;
            for (Computation child : children.reversed()) {
              sum += kit.values(child).getFirst();
            }
            return kit.chunk(sum);
          };

      assertThat(kit.values(kit.submit(kit.many(20, parent)))).containsOnly(640L);
    }
  }

  @Test
  void cancellingReachesWhatTasksHaveSubmitted() {
    CountDownLatch running = new CountDownLatch(1);
    AtomicReference<Computation> inner = new AtomicReference<>();
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Operator endless =
          (context, _) -> {
            running.countDown();
            while (true) {
              context.checkCancelled();
              Thread.onSpinWait();
            }
          };
      Computation outer =
          kit.submit(
              kit.one(
                  (_, _) -> {
                    Computation child = kit.submit(kit.one(endless));
                    inner.set(child);
                    return kit.chunk(kit.values(child).getFirst());
                  }));
      await(running);
      outer.cancel();

      assertThatThrownBy(outer::join).isInstanceOf(CancelledException.class);
      assertThat(inner.get().state()).isEqualTo(State.CANCELLED);
    }
  }

  @Test
  void aFailureInsideIsToldOutside() {
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Operator fail =
          (_, _) -> {
            throw new IllegalStateException("planted");
          };
      Computation outer =
          kit.submit(
              kit.one((_, _) -> kit.chunk(kit.values(kit.submit(kit.chain(3, fail))).getFirst())));

      assertThatThrownBy(outer::join)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("chain, partition 0")
          .hasRootCauseMessage("planted");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void manyThreadsSubmitAtOnce(int workers) throws InterruptedException {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      List<Thread> threads = new ArrayList<>();
      List<Throwable> wrong = Collections.synchronizedList(new ArrayList<>());
      for (int t = 0; t < 16; t++) {
        int seed = t;
        threads.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        submitSome(kit, seed);
                      } catch (Throwable e) {
                        wrong.add(e);
                      }
                    }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).isEmpty();
    }
  }

  private static void submitSome(ExecutorKit kit, int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 50; i++) {
      var chunks = LazyChunks.sinks(TestGraphs.random(random, 1 + random.nextInt(50), kit.ledger));
      assertThat(kit.values(kit.submit(chunks))).isEqualTo(TestGraphs.evaluate(chunks));
    }
  }

  private static Operator nested(ExecutorKit kit, int depth) {
    return (_, _) ->
        kit.chunk(
            depth == 1
                ? 1
                : 1 + kit.values(kit.submit(kit.one(nested(kit, depth - 1)))).getFirst());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
