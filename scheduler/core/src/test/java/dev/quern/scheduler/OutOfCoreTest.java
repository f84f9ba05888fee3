package dev.quern.scheduler;

import static dev.quern.scheduler.BlockGraphs.BLOCK;
import static dev.quern.scheduler.BlockGraphs.add;
import static dev.quern.scheduler.BlockGraphs.butterfly;
import static dev.quern.scheduler.BlockGraphs.filled;
import static dev.quern.scheduler.BlockGraphs.sumOfButterfly;
import static dev.quern.scheduler.BlockGraphs.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.MemoryLimitException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.scheduler.run.Computation;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Graphs that need more memory than there is. */
@Timeout(120)
class OutOfCoreTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void liveResultsOfFiveTimesTheMemoryGiveTheSameValues(int workers) {
    int width = 128;
    long memory = 3L << 20;
    try (Session session = session(workers, memory).open()) {
      try (Computation computation = session.submit(butterfly(width))) {
        List<Chunk> outputs = computation.join();
        assertThat(outputs).hasSize(1);
        try (Chunk sum = outputs.getFirst()) {
          for (int i : new int[] {0, 7_777, BLOCK / 8 - 1}) {
            assertThat(((Block) sum).longAt(i)).isEqualTo(sumOfButterfly(width, i));
          }
        }
      }
      assertThat(session.ledger().spill().written()).isGreaterThan(memory);
      assertThat(session.ledger().spill().used()).isZero();
      assertThat(session.memory().peak()).isLessThanOrEqualTo(memory);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void outputsThatWereSpilledComeBackWhenTheyAreTaken() {
    Token token = Token.of("source");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < 8; i++) {
      builder.add(token.at(i), filled(), Origin.of("source"));
    }
    long memory = 9L * (BLOCK / 4 * 5);
    try (Session session = session(2, memory).open()) {
      List<Chunk> outputs = session.submit(builder.build()).join();
      assertThat(session.ledger().spill().written()).isPositive();
      for (int i = 0; i < 8; i++) {
        assertThat(((Block) outputs.get(i)).longAt(1)).isEqualTo(value(i, 1));
      }
      outputs.forEach(Chunk::close);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aCancelledGraphLeavesNoFile() {
    CountDownLatch spilled = new CountDownLatch(1);
    Token source = Token.of("source");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < 40; i++) {
      builder.add(source.at(i), filled(), Origin.of("source"));
    }
    for (int i = 0; i < 40; i++) {
      builder.add(
          Token.of("reader").at(i),
          (context, inputs) -> {
            spilled.countDown();
            return add(context, inputs);
          },
          Origin.of("reader"),
          source.at(i),
          source.at(39 - i));
    }
    try (Session session = session(2, 20 * BLOCK).open()) {
      Computation computation = session.submit(builder.build());
      await(spilled);
      computation.close();
    }
    assertThat(folder).isEmptyDirectory();
  }

  /** Nothing may be put aside, and no consumer can go on: only the sources can be held up. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void sourcesWaitForASlowConsumer(int workers) {
    int partitions = 10_000;
    long memory = 64L * BLOCK;
    CountDownLatch open = new CountDownLatch(1);
    AtomicInteger consumed = new AtomicInteger();
    Token source = Token.of("source");
    Token slow = Token.of("slow");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < partitions; i++) {
      builder.add(
          source.at(i),
          (context, _) -> Block.allocate(context.memory(), DType.INT8, BLOCK / 2),
          Origin.of("source"));
    }
    builder.add(
        slow.at(0),
        (context, _) -> {
          await(open);
          return Block.allocate(context.memory(), DType.INT8, BLOCK / 2);
        },
        Origin.of("slow"));
    for (int i = 0; i < partitions; i++) {
      builder.add(
          Token.of("consumer").at(i),
          (context, _) -> {
            consumed.incrementAndGet();
            return Block.allocate(context.memory(), DType.INT8, 1);
          },
          Origin.of("consumer"),
          source.at(i),
          slow.at(0));
    }
    try (Session session = session(workers, memory).disk(0).open()) {
      Computation computation = session.submit(builder.build());
      while (session.ledger().gate().waiting() < workers - 1) {
        Thread.onSpinWait();
      }
      assertThat(consumed).hasValue(0);
      assertThat(session.memory().used()).isBetween(memory / 100 * 80, memory / 100 * 95);
      open.countDown();
      computation.join().forEach(Chunk::close);

      assertThat(consumed).hasValue(partitions);
      assertThat(session.memory().peak()).isLessThanOrEqualTo(memory);
    }
  }

  @Test
  void aCancelledGraphDoesNotWaitForMemory() {
    CountDownLatch open = new CountDownLatch(1);
    Token source = Token.of("source");
    TaskGraphBuilder builder = TaskGraph.builder();
    builder.add(
        Token.of("slow").at(0),
        (context, _) -> {
          NativeBuffer most = context.memory().allocate(60 * BLOCK);
          try (most) {
            await(open);
          }
          return Block.allocate(context.memory(), DType.INT8, 1);
        },
        Origin.of("slow"));
    try (Session session = session(2, 64L * BLOCK).disk(0).open()) {
      Computation slow = session.submit(builder.build());
      while (session.memory().used() < 60 * BLOCK) {
        Thread.onSpinWait();
      }
      TaskGraphBuilder other = TaskGraph.builder();
      for (int i = 0; i < 100; i++) {
        other.add(source.at(i), filled(), Origin.of("source"));
      }
      Computation held = session.submit(other.build());
      while (session.ledger().gate().waiting() == 0) {
        Thread.onSpinWait();
      }
      assertThat(held.cancel()).isTrue();
      assertThatThrownBy(held::join).isInstanceOf(CancelledException.class);
      open.countDown();
      slow.join().forEach(Chunk::close);
    }
  }

  @Test
  void aRefusalNamesThePlanNodeAndTheLine() {
    Token source = Token.of("source");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < 6; i++) {
      builder.add(source.at(i), filled(), Origin.of("numbers"));
    }
    builder.add(
        Token.of("greedy").at(0),
        (context, _) -> Block.allocate(context.memory(), DType.INT8, 6 * BLOCK),
        Origin.of("greedy"),
        source.at(0),
        source.at(1),
        source.at(2),
        source.at(3),
        source.at(4),
        source.at(5));
    try (Session session = session(2, 10 * BLOCK).open()) {
      Computation computation = session.submit(builder.build());
      assertThatThrownBy(computation::join)
          .isInstanceOf(TaskFailedException.class)
          .hasMessageContaining("greedy")
          .hasCauseInstanceOf(MemoryLimitException.class)
          .hasMessageContaining("numbers: 6 results, 768.0 KiB in memory (768.0 KiB being read)");
    }
  }

  /** They were put aside while it held them, which freed nothing: it failed, alone as it was. */
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aTaskThatRunsShortAloneHasItsInputsPutAside(int workers) {
    Schema schema = Schema.of(Field.of("n", DType.INT64));
    Token source = Token.of("source");
    AtomicInteger tries = new AtomicInteger();
    TaskGraphBuilder builder = TaskGraph.builder();
    builder.add(
        source.at(0),
        (context, _) -> {
          RandomBatches random = new RandomBatches(5, context.memory());
          try (Spool spool = new Spool(context.spill(), "rows", schema)) {
            for (int i = 0; i < 8; i++) {
              spool.add(random.next(schema, BLOCK / 8));
            }
            return spool.finish();
          }
        },
        Origin.of("source"));
    builder.add(source.at(1), filled(), Origin.of("source"));
    builder.add(
        Token.of("reader").at(0),
        (context, inputs) -> {
          tries.incrementAndGet();
          SpooledBatches rows = (SpooledBatches) inputs.getFirst();
          List<Batch> held = rows.isInMemory() ? rows.load(context.memory()) : List.of();
          try {
            return Block.allocate(context.memory(), DType.INT8, 18 * BLOCK);
          } finally {
            held.forEach(Batch::close);
          }
        },
        Origin.of("reader"),
        source.at(0),
        source.at(1));
    try (Session session = session(workers, 28 * BLOCK).open()) {
      session.submit(builder.build()).join().forEach(Chunk::close);
      assertThat(session.ledger().spill().used()).isZero();
    }
    assertThat(tries).hasValue(2);
  }

  @Test
  void aModelIsReservedByTheSession() {
    try (Session session = session(1, 1 << 20).open()) {
      try (MemoryBudget model = session.reserve("model", 900_000)) {
        assertThat(model.limit()).isEqualTo(900_000);
        assertThat(session.memory().used()).isEqualTo(900_000);
        assertThatThrownBy(() -> session.reserve("second model", 900_000))
            .isInstanceOf(MemoryLimitException.class)
            .hasMessageContaining("model: 878.9 KiB");
      }
      session.reserve("second model", 900_000).close();
    }
  }

  private SessionConfig session(int workers, long memory) {
    return Session.local().workers(workers).memory(memory).spillDirectory(folder);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
