package dev.quern.scheduler.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.run.Computation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is little is made by those who read it, once in each executor. */
@ExtendWith(Cluster.class)
class CopiesOnClusterTest {
  private static final int READERS = 12;
  private static final int EXECUTORS = 2;
  private static final Origin ORIGIN = Origin.of("copies");

  @TempDir Path folder;

  @Test
  void aCopyIsMadeOnceInAProcess() throws IOException {
    TaskGraphBuilder graph = TaskGraph.builder();
    Key little = key("little", 0);
    graph.add(little, new Little("a", folder.toString()), ORIGIN);
    Key table = key("table", 0);
    graph.add(table, new Little("b", folder.toString()), ORIGIN, little);
    List<Key> ends = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      ends.add(key("end", i));
      graph.add(ends.getLast(), new Reads(i), ORIGIN, i % 2 == 0 ? table : little, table);
    }
    try (Session session = Cluster.session().open();
        Computation computation = session.submit(LazyChunks.of(graph.build(), ends))) {
      List<Chunk> outputs = computation.join();
      for (int i = 0; i < READERS; i++) {
        assertThat(((Value<?>) outputs.get(i)).value())
            .isEqualTo(i % 2 == 0 ? i + ": ab ab" : i + ": a ab");
      }
      assertThat(computation.progress().done()).isEqualTo(computation.progress().total());
    }
    assertThat(made("a")).isBetween(1L, (long) EXECUTORS);
    assertThat(made("ab")).isBetween(1L, (long) EXECUTORS);
  }

  private long made(String text) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(text + "-")).count();
    }
  }

  private static Key key(String name, int partition) {
    return new Token(name, 2, 2).at(partition);
  }

  /** Leaves a file for each time it is carried out. */
  private record Little(String text, String folder) implements DataBound {
    @Override
    public long besides() {
      return 1;
    }

    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      StringBuilder all = new StringBuilder();
      inputs.forEach(input -> all.append(((Value<?>) input).value()));
      all.append(text);
      try {
        Files.createTempFile(Path.of(folder), all + "-", ".made");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Value<>(all.toString());
    }
  }

  private record Reads(int number) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      List<Object> values = new ArrayList<>();
      inputs.forEach(input -> values.add(((Value<?>) input).value()));
      return new Value<>("%d: %s %s".formatted(number, values.getFirst(), values.getLast()));
    }
  }
}
