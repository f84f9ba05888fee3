package dev.quern.scheduler.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Block;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Portable;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Task;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.scheduler.Lazy;
import dev.quern.scheduler.Session;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A task that is carried out again gives the same bits in the same batches: a lost result can be
 * put in the place of the first one, whoever has read that. What stands below a null is nothing.
 */
@Tag("slow")
class DeterminismTest {
  @TempDir static Path folder;
  private static Session session;

  @BeforeAll
  static void open() {
    session = Session.local().workers(2).memory("512m").open();
  }

  @AfterAll
  static void close() {
    session.close();
  }

  @TestFactory
  Stream<DynamicTest> everyTaskGivesTheSameTwice() {
    return Cases.all(folder).entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> runTwice(entry.getValue())));
  }

  private static void runTwice(Lazy<?> lazy) {
    LazyChunks chunks = lazy.lazyChunks().optimized();
    TaskGraphBuilder graph = TaskGraph.builder();
    for (Task task : chunks.graph().tasks()) {
      Key[] inputs = task.inputs().toArray(Key[]::new);
      graph.add(task.key(), new Twice(task.operator()), task.origin(), inputs);
    }
    session.submit(LazyChunks.of(graph.build(), chunks.outputs())).join().forEach(Chunk::close);
  }

  private record Twice(Operator operator) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      Chunk first = operator.apply(context, inputs);
      try (Chunk second = operator.apply(context, inputs)) {
        assertThat(content(second, context)).as("%s", operator).isEqualTo(content(first, context));
        return first;
      } catch (RuntimeException | Error e) {
        first.close();
        throw e;
      }
    }

    /* Batches as texts of their cells, arrays as their elements, and so all that is made of them. */
    private static List<Object> content(Chunk chunk, TaskContext context) {
      List<Object> content = new ArrayList<>();
      switch (chunk) {
        case Batch batch -> content.add(cells(batch));
        case BatchList list -> list.batches().forEach(batch -> content.add(cells(batch)));
        case SpooledBatches spool -> {
          try (BatchReader reader = spool.open(context.memory())) {
            for (Batch next = reader.next(); next != null; next = reader.next()) {
              try (Batch batch = next) {
                content.add(cells(batch));
              }
            }
          }
        }
        case Block block -> content.add(bytes(block));
        case Portable whole -> {
          try (Portable.Kit kit = whole.takeApart()) {
            content.add(kit.form().getClass());
            kit.parts().forEach(part -> content.add(content(part, context)));
          }
        }
        default -> content.add(chunk);
      }
      return content;
    }

    private static String bytes(Block block) {
      return HexFormat.of()
          .formatHex(block.values().asSlice(0, block.byteSize()).toArray(ValueLayout.JAVA_BYTE));
    }

    private static List<String> cells(Batch batch) {
      List<String> cells = new ArrayList<>();
      for (ColumnVector column : batch.columns()) {
        for (int row = 0; row < batch.rows(); row++) {
          Object cell = Values.objectAt(column, row);
          cells.add(
              cell instanceof byte[] bytes
                  ? HexFormat.of().formatHex(bytes)
                  : String.valueOf(cell));
        }
      }
      return cells;
    }
  }
}
