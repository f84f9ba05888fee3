package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deep, wide and lopsided graphs just run. */
class GraphShapesTest {

  /*  0 - 1 - 2 - ... - 9999 */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aChainOfTenThousand(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      LazyChunks chain = kit.chain(10_000, (_, inputs) -> kit.sumOrOne(inputs));

      assertThat(kit.values(kit.submit(chain))).containsExactly(1L);
      assertThat(kit.values(kit.submit(chain.optimized()))).containsExactly(1L);
      assertThat(kit.ledger.peak()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aMillionIndependentTasks(int workers) {
    AtomicLong ran = new AtomicLong();
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Chunk nothing = new Nothing();
      LazyChunks many =
          kit.many(
              1_000_000,
              (_, _) -> {
                ran.incrementAndGet();
                return nothing;
              });

      Computation computation = kit.submit(many.optimized());

      assertThat(computation.join()).hasSize(1_000_000);
      assertThat(ran).hasValue(1_000_000);
      assertThat(computation.progress()).isEqualTo(new Progress(1_000_000, 1_000_000));
    }
  }

  /* 65536 leaves, two by two */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aTreeKeepsFewResultsAlive(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      LazyChunks tree = kit.tree(1 << 16).optimized();

      assertThat(kit.values(kit.submit(tree))).containsExactly(65_536L);
      assertThat(kit.ledger.total()).isEqualTo((1 << 17) - 1);
      if (workers == 1) {
        assertThat(kit.ledger.peak()).isEqualTo(18);
      }
    }
  }

  /*
   *        a
   *    / / | \ \
   *   0 1 ... 99999     and each reads b too
   *    \ \ | / /
   *       sum
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void aFanOfAHundredThousand(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Operator sum = (_, inputs) -> kit.sumOrOne(inputs);
      Origin origin = Origin.of("fan");
      Token token = Token.of("fan");
      Key a = TestGraphs.key("a");
      Key b = TestGraphs.key("b");
      List<Key> fan = new ArrayList<>();
      TaskGraphBuilder builder = TaskGraph.builder().add(a, sum, origin).add(b, sum, origin);
      for (int i = 0; i < 100_000; i++) {
        builder.add(token.at(i), sum, origin, a, b);
        fan.add(token.at(i));
      }
      builder.add(TestGraphs.key("sum"), sum, origin, fan);
      LazyChunks chunks = LazyChunks.sinks(builder.build());

      assertThat(kit.values(kit.submit(chunks))).containsExactly(200_000L);
      assertThat(kit.values(kit.submit(chunks.optimized()))).containsExactly(200_000L);
    }
  }

  /* Producers do not outrun consumers: each source is read by one slow chain that ends in a sink. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void sourcesWaitForTheirReaders(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Operator sum = (_, inputs) -> kit.sumOrOne(inputs);
      Operator count = (_, inputs) -> new Nothing();
      Origin origin = Origin.of("pairs");
      TaskGraphBuilder builder = TaskGraph.builder();
      Token source = Token.of("source");
      Token pair = Token.of("pair");
      for (int i = 0; i < 10_000; i++) {
        builder.add(source.at(2 * i), sum, origin).add(source.at(2 * i + 1), sum, origin);
        builder.add(pair.at(i), count, origin, source.at(2 * i), source.at(2 * i + 1));
      }

      kit.submit(LazyChunks.sinks(builder.build()).optimized()).join();

      assertThat(kit.ledger.peak()).isLessThanOrEqualTo(4L * workers);
      if (workers == 1) {
        assertThat(kit.ledger.peak()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void anEmptyGraphIsDoneAtOnce(int workers) {
    try (ExecutorKit kit = new ExecutorKit(workers)) {
      Computation computation = kit.submit(LazyChunks.sinks(TaskGraph.builder().build()));

      assertThat(computation.join()).isEmpty();
      assertThat(computation.state()).isEqualTo(Computation.State.DONE);
    }
  }

  /** A chunk of no bytes that may be closed as often as one likes. */
  private static final class Nothing implements Chunk {
    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public Chunk retain() {
      return this;
    }

    @Override
    public void close() {}
  }
}
