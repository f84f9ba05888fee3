package dev.quern.scheduler.spark.standalone;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Frames;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: a master, two workers and their executors, some of which are killed. */
@Tag("slow")
class StandaloneClusterTest {
  private static final int FILES = 24;

  @TempDir Path folder;

  @Test
  void givesTheSameWithAndWithoutKilledExecutorsAndLeavesNothing() throws IOException {
    DataFrame wanted =
        rows()
            .groupBy(col("number").mod(97).as("group"))
            .agg(count().as("n"), sum("number").as("sum"))
            .sort(asc("group"));
    String expected;
    try (Session here = Session.local().open()) {
      expected = text(wanted, here);
    }
    List<ProcessHandle> processes;
    List<ProcessHandle> executors;
    try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 512)) {
      processes = cluster.processes();
      try (Session session = cluster.session().memory("512m").open()) {
        assertThat(text(wanted, session)).isEqualTo(expected);
        executors = processes.stream().flatMap(ProcessHandle::children).toList();
        assertThat(executors).hasSize(2);
        kill(executors.getFirst());
        assertThat(text(wanted, session)).as("an executor was killed").isEqualTo(expected);
        // The worker starts another one; the first worker's goes with it.
        kill(processes.get(1));
        assertThat(text(wanted, session)).as("a worker was killed").isEqualTo(expected);
      }
    }
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    executors.forEach(executor -> executor.onExit().join());
    assertThat(executors).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void anExecutorKilledInTheMiddleOfAGraphIsMadeUpFor() throws IOException {
    DataFrame wanted = rows().groupBy(col("number").mod(9).as("group")).agg(sum("number").as("s"));
    String expected;
    try (Session here = Session.local().open()) {
      expected = text(wanted.sort(asc("group")), here);
    }
    try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 512)) {
      AtomicInteger finished = new AtomicInteger();
      TaskListener killer = new Killer(cluster, finished);
      try (Session session = cluster.session().memory("512m").listener(killer).open()) {
        assertThat(text(wanted.sort(asc("group")), session)).isEqualTo(expected);
      }
      assertThat(finished).hasValueGreaterThan(FILES);
    }
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static String text(DataFrame frame, Session session) {
    try (Table table = frame.collect(session)) {
      return table.text(200);
    }
  }

  private DataFrame rows() throws IOException {
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder("number\n");
      for (int row = 0; row < 500; row++) {
        text.append(row * FILES + file).append('\n');
      }
      Files.writeString(folder.resolve("rows-%02d.csv".formatted(file)), text);
    }
    return Frames.readCsv(folder + "/rows-*.csv");
  }

  /** Kills an executor when some tasks of a graph have finished, once. */
  private record Killer(StandaloneCluster cluster, AtomicInteger finished) implements TaskListener {
    @Override
    public void onTask(TaskEvent event) {
      if (event instanceof TaskEvent.Finished && finished.incrementAndGet() == 5) {
        Stream<ProcessHandle> executors =
            cluster.processes().stream().flatMap(ProcessHandle::children);
        kill(executors.findFirst().orElseThrow());
      }
    }
  }
}
