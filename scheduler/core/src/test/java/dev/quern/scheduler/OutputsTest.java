package dev.quern.scheduler;

import static dev.quern.engine.graph.TestGraphs.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Outputs;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that are handed over one at a time. */
class OutputsTest {
  private static final int COUNT = 1 << 16; // half a megabyte of longs
  private static final int TASKS = 12;

  private static Operator block(int first) {
    return (context, _) -> {
      Block block = Block.allocate(context.memory(), DType.INT64, COUNT);
      block.values().setAtIndex(ValueLayout.JAVA_LONG, 0, first);
      return block;
    };
  }

  /** Twelve blocks, six megabytes. */
  private static LazyChunks blocks() {
    TaskGraphBuilder builder = TaskGraph.builder();
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      keys.add(key("block" + i));
      builder.add(key("block" + i), block(i), Origin.of("blocks"));
    }
    return LazyChunks.of(builder.build(), keys);
  }

  private static Session small(int workers) {
    return Session.local().workers(workers).memory("4m").open();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void moreThanFitsInMemoryIsHandedOver(int workers) {
    try (Session session = small(workers)) {
      try (Computation computation = session.submit(blocks());
          Outputs outputs = computation.outputs()) {
        for (int i = 0; i < TASKS; i++) {
          try (Block block = (Block) outputs.next()) {
            assertThat(block.longAt(0)).isEqualTo(i);
          }
        }
        assertThat(outputs.hasNext()).isFalse();
        assertThatThrownBy(outputs::next).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(computation::join).isInstanceOf(IllegalStateException.class);
      }
      assertThat(session.ledger().spill().written()).isPositive();
      assertThat(session.ledger().spill().used()).isZero();
      assertThat(session.memory().used()).isZero();
    }
  }

  @Test
  void thoseThatWereNotHandedOverAreFreed() {
    try (Session session = small(2)) {
      try (Computation computation = session.submit(blocks());
          Outputs outputs = computation.outputs()) {
        outputs.next().close();
      }
      assertThat(session.ledger().spill().used()).isZero();
      assertThat(session.memory().used()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void oneThatIsAskedForTwiceIsHandedOverTwice(int taken) {
    try (Session session = small(1)) {
      Key one = key("one");
      Key two = key("two");
      TaskGraph graph =
          TaskGraph.builder()
              .add(one, block(1), Origin.of("one"))
              .add(two, block(2), Origin.of("two"))
              .build();
      List<Long> found = new ArrayList<>();
      try (Computation computation =
              session.submit(LazyChunks.of(graph, List.of(one, two, one, one)));
          Outputs outputs = computation.outputs()) {
        for (int i = 0; i < taken; i++) {
          try (Block block = (Block) outputs.next()) {
            found.add(block.longAt(0));
          }
        }
      }
      assertThat(found).isEqualTo(List.of(1L, 2L, 1L, 1L).subList(0, taken));
      assertThat(session.memory().used()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void moreThanFitsInMemoryIsPersisted(int workers) {
    try (Session session = small(workers)) {
      Lazy<List<Long>> lazy =
          new Lazy<>() {
            @Override
            public LazyChunks lazyChunks() {
              return blocks();
            }

            @Override
            public List<Long> result(MemoryBudget memory, List<Chunk> chunks) {
              throw new AssertionError("not all at once");
            }
          };
      try (Persisted<List<Long>> kept = session.persist(lazy);
          Computation computation = session.submit(kept.lazyChunks());
          Outputs outputs = computation.outputs()) {
        assertThat(session.ledger().spill().used()).isPositive();
        for (int i = 0; i < TASKS; i++) {
          try (Block block = (Block) outputs.next()) {
            assertThat(block.longAt(0)).isEqualTo(i);
          }
        }
      }
      assertThat(session.ledger().spill().used()).isZero();
      assertThat(session.memory().used()).isZero();
    }
  }
}
