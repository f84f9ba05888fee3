package dev.quern.scheduler.spark.standalone;

import static dev.quern.scheduler.Tasks.delayed;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Delayed;
import dev.quern.scheduler.Persisted;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Long chains of what is persisted, of which all executors are killed. */
@Tag("slow")
class CheckpointTest {
  private static final int ROUNDS = 30;

  /* What is made again at most: checkpoints are twelve layers apart, and a round has one. */
  private static final int MOST_AGAIN = 12;

  @TempDir Path folder;

  @Test
  void whatIsLostIsMadeAgainFromItsCheckpoint() throws IOException {
    Path checkpoints = folder.resolve("checkpoints");
    Path made = folder.resolve("made");
    try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 512)) {
      try (Session session =
          cluster.session().memory("512m").clusterCheckpoints(checkpoints.toString()).open()) {
        String file = made.toString();
        Delayed<Long> value = delayed(() -> round(file, 0));
        Persisted<Long> kept = session.persist(value);
        for (int round = 1; round < ROUNDS; round++) {
          value = delayed(before -> round(file, before), value);
          Persisted<Long> next = session.persist(value);
          kept.close();
          kept = next;
        }
        assertThat(lines(made)).as("each round once").isEqualTo(ROUNDS);
        assertThat(folders(checkpoints)).as("only what others are made of").isEqualTo(1);
        killExecutors(cluster);
        assertThat(kept.compute(session)).isEqualTo(ROUNDS);
        assertThat(lines(made) - ROUNDS).as("rounds made again").isBetween(1, MOST_AGAIN);
        kept.close();
        assertThat(folders(checkpoints)).isZero();
      }
      assertThat(checkpoints).isEmptyDirectory();
    }
  }

  private static long round(String made, long before) {
    try {
      Files.write(Path.of(made), List.of("round"), CREATE, APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return before + 1;
  }

  private static int lines(Path file) throws IOException {
    return Files.readAllLines(file).size();
  }

  /* Each checkpoint is a folder in that of the application. */
  private static long folders(Path checkpoints) throws IOException {
    try (Stream<Path> found = Files.walk(checkpoints, 2)) {
      return found.filter(path -> path.getFileName().toString().startsWith("graph-")).count();
    }
  }

  private static void killExecutors(StandaloneCluster cluster) {
    List<ProcessHandle> executors =
        cluster.processes().stream().flatMap(ProcessHandle::children).toList();
    assertThat(executors).hasSize(2);
    for (ProcessHandle executor : executors) {
      executor.destroyForcibly();
      executor.onExit().join();
    }
  }
}
