package dev.quern.scheduler.spark;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.readCsv;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.DataFrame;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** So many rows that each part of them is merged by a task of its own, which fetches no other. */
@ExtendWith(Cluster.class)
@Tag("slow")
class SortedPartsTest {
  private static final int FILES = 6;
  private static final int ROWS = 220_000;
  private static final int COLUMNS = 10;

  /* Splitters and both executors would fetch all of it, were it not for sections. */
  private static final double MOST_FETCHED = 1.5;

  @TempDir Path folder;

  @Test
  void theSameFilesOfSortedRows() throws IOException, TimeoutException {
    Random random = new Random(5);
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder(names() + "\n");
      for (int row = 0; row < ROWS; row++) {
        text.append(random.nextInt(1000)).append(".5");
        for (int column = 1; column < COLUMNS; column++) {
          text.append(',').append(random.nextInt(10_000_000, 100_000_000));
        }
        text.append('\n');
      }
      Files.writeString(folder.resolve("rows-%d.csv".formatted(file)), text.toString());
    }
    DataFrame sorted = readCsv(folder + "/rows-*.csv").sort(desc("c0"), asc("c1"));
    Path expected = folder.resolve("here");
    try (Session here = Session.local().workers(2).memory("512m").open()) {
      here.run(() -> sorted.writeParquet(expected.toString()));
    }
    Path actual = folder.resolve("there");
    try (Session cluster = Cluster.session().open();
        Traffic traffic = Traffic.count()) {
      cluster.run(() -> sorted.writeParquet(actual.toString()));
      assertThat(traffic.fetchedTimes()).as("%s", traffic).isLessThan(MOST_FETCHED);
    }
    List<Path> files = files(expected);
    assertThat(files).hasSizeGreaterThan(2);
    assertThat(files(actual)).hasSameSizeAs(files);
    for (Path file : files) {
      assertThat(actual.resolve(expected.relativize(file))).hasSameBinaryContentAs(file);
    }
  }

  private static String names() {
    return String.join(",", IntStream.range(0, COLUMNS).mapToObj(i -> "c" + i).toList());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).sorted().toList();
    }
  }
}
