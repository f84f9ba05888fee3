package dev.quern.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.sim.Simulation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks that find no memory left, in any order of steps. */
class SimulatedMemoryTest {
  private static final int SEEDS = 60;
  private static final int TASKS = 12;
  private static final long MEMORY = 8 << 20;

  /* Two at a time need more than there is; each alone has enough. */
  @Test
  void whoRunsShortInCompanyTriesAgain() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Simulation simulation = simulation(seed)) {
        List<Chunk> outputs = simulation.session().submit(holding(5)).join();

        assertThat(outputs).as("seed %d", seed).isEqualTo(values());
        assertThat(simulation.session().memory().used()).isZero();
      }
    }
  }

  @Test
  void graphsThatWantMemoryAtOnceAllGetThrough() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Simulation simulation = simulation(seed)) {
        List<Computation> graphs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          graphs.add(simulation.session().submit(holding(4 + i % 2)));
        }
        for (Computation graph : graphs) {
          assertThat(graph.join()).as("seed %d", seed).isEqualTo(values());
        }
      }
    }
  }

  /* Nobody can give it what it needs: it fails, however many others use memory meanwhile. */
  @Test
  void whoRunsShortAloneFails() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Simulation simulation = simulation(seed)) {
        Computation graph = simulation.session().submit(holding(9));

        assertThatThrownBy(graph::join)
            .as("seed %d", seed)
            .isInstanceOf(TaskFailedException.class)
            .hasCauseInstanceOf(MemoryLimitException.class);
        assertThat(simulation.session().memory().used()).isZero();
      }
    }
  }

  /* The outer tasks use memory and wait for tasks that want as much: those must not wait for them. */
  @Test
  void nobodyWaitsForATaskThatWaitsForIt() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Simulation simulation = simulation(seed)) {
        Session session = simulation.session();
        Operator nesting =
            (context, _) -> {
              try (NativeBuffer held = context.memory().allocate(1 << 20)) {
                assertThat(held.size()).isEqualTo(1 << 20);
                return new Value<>(session.submit(holding(2)).join().size());
              }
            };
        TaskGraphBuilder builder = TaskGraph.builder();
        for (int i = 0; i < 3; i++) {
          builder.add(Token.of("outer").at(i), nesting, Origin.of("outer"));
        }
        List<Chunk> outputs = session.submit(builder.build()).join();

        assertThat(outputs).as("seed %d", seed).hasSize(3).containsOnly(new Value<>(TASKS));
      }
    }
  }

  @Test
  void whatWaitsIsCancelledWithItsGraph() {
    for (long seed = 0; seed < SEEDS; seed++) {
      try (Simulation simulation = simulation(seed)) {
        Computation graph = simulation.session().submit(holding(5));
        simulation.pass(Duration.ofNanos(1_000L << simulation.random().nextInt(16)));
        graph.close();
      }
    }
  }

  private static Simulation simulation(long seed) {
    Simulation simulation = Simulation.seed(seed);
    return simulation.config(simulation.config().workers(4).memory(MEMORY).disk(0));
  }

  private static LazyChunks holding(int megabytes) {
    Token token = Token.of("holding", megabytes);
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < TASKS; i++) {
      builder.add(token.at(i), (context, _) -> hold(context, megabytes), Origin.of("holding"));
    }
    return LazyChunks.sinks(builder.build());
  }

  /* One after the other, while others go on. */
  private static Chunk hold(TaskContext context, int megabytes) {
    Deque<NativeBuffer> held = new ArrayDeque<>();
    try {
      for (int i = 0; i < megabytes; i++) {
        held.push(context.memory().allocate(1 << 20));
        context.checkCancelled();
      }
      return new Value<>(context.partition());
    } finally {
      held.forEach(NativeBuffer::close);
    }
  }

  private static List<Value<Integer>> values() {
    List<Value<Integer>> values = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      values.add(new Value<>(i));
    }
    return values;
  }
}
