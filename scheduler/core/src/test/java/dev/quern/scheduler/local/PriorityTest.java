package dev.quern.scheduler.local;

import static dev.quern.engine.graph.Annotations.annotate;
import static dev.quern.engine.graph.Annotations.priority;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.run.Computation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityTest {

  @Test
  void theMostUrgentOfWhatWaitsComesFirst() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch queued = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Computation first = kit.submit(kit.one((_, _) -> kit.chunk(spin(queued))));
      List<Computation> all = kit.submitAll(order, 0, -1, 5, 2, 5);
      queued.countDown();

      assertThat(kit.values(first)).hasSize(1);
      all.forEach(computation -> assertThat(kit.values(computation)).hasSize(1));
    }
    assertThat(order).containsExactly("2:5", "4:5", "3:2", "0:0", "1:-1");
  }

  /* The only lane follows a chain; between two of its tasks it does the urgent ones. */
  @Test
  void anUrgentRunNeedNotWaitForAChainToEnd() {
    int length = 1000;
    AtomicInteger steps = new AtomicInteger();
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch submitted = new CountDownLatch(1);
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Operator step =
          (_, inputs) -> {
            if (steps.incrementAndGet() == 10) {
              running.countDown();
              spin(submitted);
            }
            return kit.sumOrOne(inputs);
          };
      Computation chain = kit.submit(kit.chain(length, step));
      await(running);
      Computation urgent =
          annotate(priority(1), () -> kit.submit(kit.many(20, (_, _) -> kit.chunk(steps.get()))));
      submitted.countDown();

      assertThat(kit.values(urgent)).hasSize(20).containsOnly(10L);
      assertThat(kit.values(chain)).containsExactly(1L);
    }
  }

  /* The only lane is in the midst of a block of roots. */
  @Test
  void anUrgentRunNeedNotWaitForABlockOfRootsToEnd() {
    int tasks = 20_000;
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch submitted = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Operator root =
          (context, _) -> {
            if (context.partition() == tasks / 2) {
              running.countDown();
              spin(submitted);
            }
            done.incrementAndGet();
            return kit.chunk(1);
          };
      Computation roots = kit.submit(kit.many(tasks, root));
      await(running);
      Computation urgent =
          annotate(priority(1), () -> kit.submit(kit.one((_, _) -> kit.chunk(done.get()))));
      submitted.countDown();

      assertThat(kit.values(urgent)).containsExactly(tasks / 2 + 1L);
      assertThat(kit.values(roots)).hasSize(tasks);
    }
  }

  @Test
  void withinAGraphTheUrgentAndWhatTheyReadComeFirst() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (ExecutorKit kit = new ExecutorKit(1)) {
      Operator noting =
          (context, inputs) -> {
            order.add(context.origin().label());
            return kit.sumOrOne(inputs);
          };
      TaskGraphBuilder builder = TaskGraph.builder();
      for (String name : List.of("a", "b", "c")) {
        builder.add(TestGraphs.key(name), noting, Origin.of(name));
      }
      builder.add(
          TestGraphs.key("d"), noting, Origin.of("d"), TestGraphs.key("a"), TestGraphs.key("b"));
      builder
          .annotated(priority(1))
          .add(
              TestGraphs.key("e"),
              noting,
              Origin.of("e"),
              TestGraphs.key("b"),
              TestGraphs.key("c"));
      LazyChunks chunks = LazyChunks.sinks(builder.build()).optimized();

      assertThat(kit.values(kit.submit(chunks))).containsExactly(2L, 2L);
    }
    assertThat(order).containsExactly("b", "c", "e", "a", "d");
  }

  /* What a task submits is as urgent as the task, unless it says otherwise. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void runsOfManyPrioritiesAllEnd(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      List<Computation> all = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        int priority = i % 5 - 2;
        Operator nesting =
            (_, _) ->
                kit.chunk(
                    kit.values(
                            annotate(
                                priority(2 - priority), () -> kit.submit(kit.tree(64).optimized())))
                        .getFirst());
        all.add(annotate(priority(priority), () -> kit.submit(kit.many(10, nesting))));
      }

      all.forEach(run -> assertThat(kit.values(run)).hasSize(10).containsOnly(64L));
    }
  }

  /* Keeps its lane, as a busy task does. */
  private static long spin(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.onSpinWait();
    }
    return 1;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
