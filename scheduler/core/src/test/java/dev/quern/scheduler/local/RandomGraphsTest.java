package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Task;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.scheduler.run.Computation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random graphs against a sequential evaluation; every chunk is closed once. */
class RandomGraphsTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void resultsAreThoseOfASequentialRun(int workers) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      for (int round = 0; round < 300; round++) {
        TaskGraph graph = TestGraphs.random(random, 1 + random.nextInt(200), kit.ledger);
        LazyChunks chunks = LazyChunks.of(graph, wanted(random, graph));

        assertThat(kit.values(kit.submit(chunks)))
            .as("seed %d round %d", seed, round)
            .isEqualTo(TestGraphs.evaluate(chunks));
        assertThat(kit.values(kit.submit(chunks.optimized())))
            .as("optimized, seed %d round %d", seed, round)
            .isEqualTo(TestGraphs.evaluate(chunks));
        assertThat(kit.ledger.open()).as("seed %d round %d", seed, round).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void manyRunAtOnce(int workers) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      List<LazyChunks> wanted = new ArrayList<>();
      List<Computation> running = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        LazyChunks chunks =
            LazyChunks.sinks(TestGraphs.random(random, 1 + random.nextInt(100), kit.ledger));
        wanted.add(chunks);
        running.add(kit.submit(chunks));
      }
      for (int i = 0; i < wanted.size(); i++) {
        assertThat(kit.values(running.get(i)))
            .as("seed %d graph %d", seed, i)
            .isEqualTo(TestGraphs.evaluate(wanted.get(i)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aFailureInAnyPositionIsNamedAndLeavesNothingBehind(int workers) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      for (int round = 0; round < 10; round++) {
        TaskGraph graph = TestGraphs.random(random, 60, kit.ledger);
        for (int failing = 0; failing < graph.size(); failing++) {
          LazyChunks chunks = LazyChunks.sinks(withFailure(graph, failing));
          LazyChunks run = random.nextBoolean() ? chunks.optimized() : chunks;
          String label = graph.origin(failing).label();

          assertThatThrownBy(() -> kit.submit(run).join())
              .as("seed %d round %d", seed, round)
              .isInstanceOf(TaskFailedException.class)
              .hasMessageContaining(label + ", partition 0 failed: ")
              .hasMessageContaining("planted");
          assertThat(kit.ledger.open()).as("seed %d round %d", seed, round).isZero();
        }
      }
    }
  }

  private static List<Key> wanted(Random random, TaskGraph graph) {
    List<Key> wanted = new ArrayList<>();
    int count = 1 + random.nextInt(graph.size());
    for (int i = 0; i < count; i++) {
      wanted.add(graph.key(random.nextInt(graph.size())));
    }
    return wanted;
  }

  private static TaskGraph withFailure(TaskGraph graph, int failing) {
    Operator fail =
        (_, _) -> {
          throw new IllegalStateException("planted");
        };
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < graph.size(); i++) {
      Task task = graph.task(i);
      builder.add(task.key(), i == failing ? fail : task.operator(), task.origin(), task.inputs());
    }
    return builder.build();
  }
}
