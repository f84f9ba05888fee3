package dev.quern.scheduler.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Task;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.scheduler.Lazy;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.codec.ChunkCodec;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * A task that is carried out again gives the same bytes: a lost result can be put in the place of
 * the first one, whoever has read that.
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
        assertThat(bytes(second, context)).as("%s", operator).isEqualTo(bytes(first, context));
        return first;
      } catch (RuntimeException | Error e) {
        first.close();
        throw e;
      }
    }

    private static byte[] bytes(Chunk chunk, TaskContext context) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ChunkCodec.write(chunk, Channels.newChannel(bytes), BufferCodec.NONE, context.memory());
      return bytes.toByteArray();
    }
  }
}
