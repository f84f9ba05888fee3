package dev.quern.scheduler.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An executor is killed in the middle of a layer: what it had made is made again, and nothing else.
 */
@ExtendWith(Cluster.class)
@Tag("slow")
class LostExecutorTest {
  private static final int SOURCES = 12;
  private static final int SUMS = 6;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void onlyWhatWasLostIsDoneAgain(int layer) throws IOException {
    LazyChunks wanted = graph(layer);
    long expected = 0;
    for (int sum = 0; sum < SUMS; sum++) {
      for (int source = 0; source < SOURCES; source++) {
        expected += (long) source * source + sum;
      }
    }
    try (Session session = Cluster.session().open()) {
      List<Chunk> outputs = session.submit(wanted).join();
      assertThat(((Value<?>) outputs.getFirst()).value()).isEqualTo(expected);
      outputs.forEach(Chunk::close);
    }
    assertThat(folder.resolve("died")).exists();
    assertRedoneWereLost(Files.readString(folder.resolve("died")));
  }

  /* Files are called task@process, one for each that has ended. */
  private void assertRedoneWereLost(String dead) throws IOException {
    Set<String> once = new HashSet<>();
    Set<String> again = new HashSet<>();
    Set<String> lost = new HashSet<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (String name : files.map(file -> file.getFileName().toString()).sorted().toList()) {
        int at = name.indexOf('@');
        if (at >= 0) {
          String task = name.substring(0, at);
          if (!once.add(task)) {
            again.add(task);
          }
          if (name.substring(at + 1).equals(dead)) {
            lost.add(task);
          }
        }
      }
    }
    assertThat(once).hasSize(SOURCES + SUMS + 1);
    assertThat(again).as("done again, of what was lost").isEqualTo(lost);
  }

  private LazyChunks graph(int layer) {
    TaskGraphBuilder graph = TaskGraph.builder();
    List<Key> sources = new ArrayList<>();
    for (int i = 0; i < SOURCES; i++) {
      sources.add(add(graph, "source", i, 0, layer, List.of()));
    }
    List<Key> sums = new ArrayList<>();
    for (int i = 0; i < SUMS; i++) {
      sums.add(add(graph, "sum", i, 1, layer, sources));
    }
    Key total = add(graph, "total", 0, 2, layer, sums);
    return LazyChunks.of(graph.build(), List.of(total));
  }

  private Key add(
      TaskGraphBuilder graph, String name, int number, int layer, int deadly, List<Key> inputs) {
    Key key = new Token(name, layer, 0).at(number);
    // In the middle, so that its executor has made some results before.
    boolean dies = layer == deadly && (layer == 2 || number == (layer == 0 ? SOURCES : SUMS) - 2);
    graph.add(key, new Step(folder, name, number, dies), Origin.of(name), inputs);
    return key;
  }

  private record Step(Path folder, String name, int number, boolean dies) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      long pid = ProcessHandle.current().pid();
      if (dies && isFirst(Long.toString(pid))) {
        kill(pid);
      }
      long result = inputs.isEmpty() ? (long) number * number : 0;
      for (Chunk input : inputs) {
        result += (Long) ((Value<?>) input).value() + (name.equals("sum") ? number : 0);
      }
      write(name + "-" + number + "@" + pid, "");
      return new Value<>(result);
    }

    /* As whoever is short of memory does: nothing runs after it in this process. */
    private static void kill(long pid) {
      try {
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
        new CountDownLatch(1).await();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private boolean isFirst(String pid) {
      try {
        Files.writeString(folder.resolve("dying"), pid, StandardOpenOption.CREATE_NEW);
        write("died", pid);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void write(String file, String text) {
      try {
        Files.writeString(folder.resolve(file), text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
