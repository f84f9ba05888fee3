package dev.quern.scheduler.spark.standalone;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Frames;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.event.TaskEvent;
import dev.quern.scheduler.event.TaskListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executors that live, but do not do as they should: results are right all the same. */
@Tag("slow")
class TroubledExecutorTest {
  private static final int FILES = 24;

  @TempDir Path folder;
  private DataFrame wanted;
  private String expected;

  @BeforeEach
  void computeHere() throws IOException {
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder("number\n");
      for (int row = 0; row < 500; row++) {
        text.append(row * FILES + file).append('\n');
      }
      Files.writeString(folder.resolve("rows-%02d.csv".formatted(file)), text);
    }
    wanted =
        Frames.readCsv(folder + "/rows-*.csv")
            .groupBy(col("number").mod(9).as("group"))
            .agg(sum("number").as("s"), countDistinct("number").as("n"))
            .sort(asc("group"));
    try (Session here = Session.local().open()) {
      expected = text(here);
    }
  }

  @Test
  void anExecutorThatStandsStillForAWhileIsWaitedFor() {
    try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 512)) {
      AtomicInteger finished = new AtomicInteger();
      AtomicBoolean goesOn = new AtomicBoolean();
      TaskListener stops =
          event -> {
            if (event instanceof TaskEvent.Finished) {
              switch (finished.incrementAndGet()) {
                case 1 -> signal("STOP", executors(cluster).getFirst());
                // The other one has carried out what was to be had by now.
                case FILES / 2 -> {
                  signal("CONT", executors(cluster).getFirst());
                  goesOn.set(true);
                }
                default -> {}
              }
            }
          };
      try (Session session = cluster.session().memory("512m").listener(stops).open()) {
        assertThat(text(session)).isEqualTo(expected);
      }
      assertThat(goesOn).isTrue();
    }
  }

  @Test
  void anExecutorWhoseDiskIsGoneIsDoneWithout() {
    try (StandaloneCluster cluster = StandaloneCluster.start(2, 1, 512)) {
      AtomicInteger finished = new AtomicInteger();
      TaskListener breaks =
          event -> {
            if (event instanceof TaskEvent.Finished && finished.incrementAndGet() == 3) {
              breakDisk(cluster.localFolder(1));
            }
          };
      try (Session session = cluster.session().memory("512m").listener(breaks).open()) {
        assertThat(text(session)).isEqualTo(expected);
        assertThat(text(session)).as("from the start").isEqualTo(expected);
      }
      assertThat(cluster.localFolder(1)).isRegularFile();
    }
  }

  private static List<ProcessHandle> executors(StandaloneCluster cluster) {
    return cluster.processes().stream().flatMap(ProcessHandle::children).toList();
  }

  private static void signal(String name, ProcessHandle process) {
    try {
      String pid = Long.toString(process.pid());
      assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /* What is there is gone, and nothing can be made there. */
  private static void breakDisk(Path disk) {
    try {
      Files.move(disk, disk.resolveSibling("gone"));
      Files.createFile(disk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(Session session) {
    try (Table table = wanted.collect(session)) {
      return table.text(200);
    }
  }
}
