package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.on;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.join.JoinKind;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.run.Computation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sorts and joins in less memory than they need, compared row by row with the same in plenty. */
class SmallMemoryTest {
  private static final int ROWS = 200_000;

  @TempDir Path folder;
  private Path spilled;
  private DataFrame rows;

  record Row(long id, long key, String text, double value) {}

  @BeforeEach
  void writeRows() {
    spilled = folder.resolve("spilled");
    Path file = folder.resolve("rows.parquet");
    SplittableRandom random = new SplittableRandom(11);
    List<Row> data = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      data.add(
          new Row(
              i,
              random.nextInt(5_000),
              "a text of some length " + random.nextInt(1_000),
              random.nextInt(50)));
    }
    Frames.of(Row.class, data).toFrame().writeParquet(file.toString());
    rows = Frames.readParquet(file.toString());
  }

  @AfterEach
  void nothingIsLeftOnDisk() {
    assertThat(spilled)
        .satisfiesAnyOf(
            path -> assertThat(path).doesNotExist(), path -> assertThat(path).isEmptyDirectory());
  }

  private Session small(int workers, String memory) {
    return Session.local().workers(workers).memory(memory).spillDirectory(spilled).open();
  }

  /** A number that the values of the rows and their order go into. */
  private static long digest(Stream<Table> tables) {
    long[] digest = {1};
    try (tables) {
      tables.forEachOrdered(
          table -> {
            try (table) {
              for (Batch batch : table.batches()) {
                for (int row = 0; row < batch.rows(); row++) {
                  for (int column = 0; column < batch.columns().size(); column++) {
                    Object value = Values.objectAt(batch.column(column), row);
                    digest[0] = 31 * digest[0] + (value == null ? 7 : value.hashCode());
                  }
                }
              }
            }
          });
    }
    return digest[0];
  }

  /** The digest of what {@code frame} writes to a folder, as one graph. */
  private long written(Session session, DataFrame frame, String name) {
    String result = folder.resolve(name).toString();
    session.run(() -> frame.writeParquet(result));
    try (Session plenty = Session.local().workers(2).memory("1g").open()) {
      return plenty.call(() -> digest(Frames.readParquet(result).stream()));
    }
  }

  private void writesTheSameInLittleMemory(DataFrame frame, String name) {
    long expected;
    try (Session plenty = Session.local().workers(2).memory("1g").open()) {
      expected = written(plenty, frame, name);
    }
    for (int workers = 1; workers <= 2; workers++) {
      try (Session session = small(workers, "24m")) {
        assertThat(written(session, frame, name + workers))
            .as("%s, %d workers", name, workers)
            .isEqualTo(expected);
      }
    }
  }

  private void isTheSameInLittleMemory(DataFrame frame) {
    long expected;
    try (Session plenty = Session.local().workers(2).memory("1g").open()) {
      expected = plenty.call(() -> digest(frame.stream()));
    }
    for (int workers = 1; workers <= 2; workers++) {
      try (Session session = small(workers, "12m")) {
        assertThat(session.<Long, RuntimeException>call(() -> digest(frame.stream())))
            .as("%d workers", workers)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void sortsByTextAndNumber() {
    isTheSameInLittleMemory(rows.sort(desc("text"), asc("value")));
  }

  @Test
  void sortsRowsOfASingleKey() {
    writesTheSameInLittleMemory(rows.withColumn("one", col("key").times(0)).sort("one"), "one key");
  }

  @Tag("slow")
  @Test
  void joinsOfEveryKind() {
    Column unique = col("key").times(4);
    DataFrame right =
        rows.filter(col("id").mod(3).ne(0))
            .select(unique.plus(col("id").mod(4)).as("k"), col("id").as("other"), col("text"));
    DataFrame left = rows.select(unique.plus(col("id").mod(5)).as("k"), col("id"));
    for (JoinKind kind : JoinKind.values()) {
      writesTheSameInLittleMemory(left.join(right, on("k"), kind), kind.name());
      writesTheSameInLittleMemory(
          left.join(right, on("k").where(col("other").gt(col("id"))), kind), kind + " greater");
    }
  }

  @Test
  void cancelledInTheMiddleItLeavesNothing() {
    try (Session session = small(2, "12m")) {
      Computation running = session.submit(rows.sort("value").lazyChunks());
      while (session.memory().used() == 0) {
        Thread.onSpinWait();
      }
      running.cancel();
      assertThatThrownBy(running::join).isInstanceOf(CancelledException.class);
    }
  }
}
