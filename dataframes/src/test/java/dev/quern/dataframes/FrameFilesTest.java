package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readIpc;
import static dev.quern.dataframes.Frames.readJson;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames to files and back, streams, and tables as frames; the session must balance in the end. */
class FrameFilesTest {
  enum Kind {
    SMALL,
    LARGE
  }

  record Row(
      long id,
      @Nullable Integer count,
      double weight,
      @Nullable String name,
      boolean flag,
      LocalDate day,
      LocalDateTime at,
      Kind kind) {}

  /** Three partitions in memory, the last one small. */
  private static final List<Row> ROWS =
      IntStream.range(0, 300_000)
          .mapToObj(
              i ->
                  new Row(
                      i,
                      i % 5 == 0 ? null : i % 1000,
                      i / 8.0,
                      i % 7 == 0
                          ? null
                          : i % 11 == 0 ? "" : "name, \"quoted\" of number " + i % 100,
                      i % 3 == 0,
                      LocalDate.ofEpochDay(i % 20_000 - 5000),
                      LocalDateTime.of(2001, 1, 1, 0, 0).plusSeconds(i),
                      Kind.values()[i % 2]))
          .toList();

  @TempDir Path folder;
  private Session session;

  @BeforeEach
  void open() {
    session = Session.local().workers(3).memory("2g").open();
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void filesAndFoldersOfEveryFormatComeBack() {
    // Two partitions, so that folders have two files.
    List<Row> rows = ROWS.subList(0, 140_000);
    session.run(
        () -> {
          DataFrame frame = Frames.of(Row.class, rows).toFrame();
          for (String name : List.of("one.parquet", "parts")) {
            String path = folder.resolve(name).toString();
            frame.writeParquet(path);
            frame.writeParquet(path);
            assertThat(readParquet(path, Row.class).toRecords()).as(path).isEqualTo(rows);
          }
          for (String name : List.of("one.arrow", "arrow-parts")) {
            String path = folder.resolve(name).toString();
            frame.writeIpc(path);
            assertThat(readIpc(path).as(Row.class).toRecords()).as(path).isEqualTo(rows);
          }
          for (String name : List.of("one.csv", "one.csv.gz", "csv-parts")) {
            String path = folder.resolve(name).toString();
            frame.writeCsv(path);
            DataFrame back = readCsv(path).cast("count", dev.quern.engine.type.DType.INT32);
            assertThat(back.as(Row.class).toRecords()).as(path).isEqualTo(rows);
          }
          for (String name : List.of("one.json", "one.ndjson.zst", "json-parts")) {
            String path = folder.resolve(name).toString();
            frame.writeJson(path);
            DataFrame back = readJson(path).cast("count", dev.quern.engine.type.DType.INT32);
            assertThat(back.as(Row.class).toRecords()).as(path).isEqualTo(rows);
          }
        });
  }

  @Test
  void jsonInFoldersOfValues() throws IOException {
    for (int year : List.of(2023, 2024)) {
      Path part = Files.createDirectories(folder.resolve("sales/year=" + year));
      Files.writeString(part.resolve("a.jsonl"), "{\"n\":%d}\n{\"n\":2}\n".formatted(year));
    }
    session.run(
        () -> {
          DataFrame sales = readJson(folder + "/sales");
          assertThat(sales.schema().names()).containsExactly("n", "year");
          try (Table rows = sales.filter(col("year").eq(2024)).select("n").collect()) {
            assertThat(rows.longs("n")).containsExactly(2024, 2);
          }
          assertThat(readJson(folder + "/sales/*/*.jsonl").count()).isEqualTo(4);
        });
  }

  @Test
  void nothingButTheResultIsLeftInTheFolder() throws IOException {
    session.run(() -> Frames.of(Row.class, ROWS).toFrame().writeParquet(folder + "/parts"));
    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactly(folder.resolve("parts"));
    }
  }

  @Test
  void aStreamHasTheRowsOfTheResultAndFreesWhatIsNotRead() {
    session.run(
        () -> {
          DataFrame big = Frames.of(Row.class, ROWS).toFrame();
          DataFrame joined =
              big.select("id", "count")
                  .join(big.filter(col("id").lt(500)).select("id", "name"), on("id"));
          List<Long> ids = new ArrayList<>();
          try (Stream<Table> tables = joined.stream()) {
            tables.forEachOrdered(
                table -> {
                  try (table) {
                    for (long id : table.longs("id")) {
                      ids.add(id);
                    }
                  }
                });
          }
          assertThat(ids).hasSize(500).isSorted();
          try (Stream<Row> rows = Frames.of(Row.class, ROWS).stream()) {
            assertThat(rows.limit(10).toList()).isEqualTo(ROWS.subList(0, 10));
          }
        });
  }

  @Test
  void aTableIsAFrame() {
    session.run(
        () -> {
          try (Table table = Frames.of(Row.class, ROWS).toFrame().filter(col("flag")).collect()) {
            assertThat(table.rows()).isEqualTo(100_000);
            assertThat(table.toFrame().count()).isEqualTo(100_000);
            try (Table top = table.toFrame().sort(desc("id")).limit(2).collect()) {
              assertThat(top.longs("id")).containsExactly(299_997, 299_994);
              assertThat(top.get(0, "name")).isEqualTo(ROWS.get(299_997).name());
            }
          }
        });
  }

  @Test
  void partitionsTellTheirRows() {
    session.run(
        () -> {
          DataFrame frame = Frames.of(Row.class, ROWS).toFrame();
          assertThat(frame.partitions().rows()).containsExactly(131_072, 131_072, 37_856);
          Partitions filtered = frame.filter(col("id").ge(140_000)).partitions();
          assertThat(filtered.rows()).containsExactly(262_144 - 140_000, 37_856);
          assertThat(filtered.chunks().size()).isEqualTo(2);
        });
  }

  @Test
  void toStringComputesNothing() {
    DataFrame frame = Frames.of(Row.class, ROWS).toFrame().filter(col("weight").gt(1));
    assertThat(frame.toString())
        .startsWith("DataFrame (id: int64, count: int32, weight: float64")
        .contains("filter weight > 1.0")
        .contains("scan 300,000 of Row");
    assertThat(session.memory().peak()).isZero();
  }
}
