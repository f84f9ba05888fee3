package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readJson;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.SaveMode.APPEND;
import static dev.quern.dataframes.SaveMode.CREATE;
import static dev.quern.dataframes.SaveMode.OVERWRITE_PARTITIONS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.io.text.TextCompression;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of partitions: what is in them, and what becomes of what was there. */
class PartitionedWriteTest {
  private static final WriteOptions BY_CITY = WriteOptions.DEFAULTS.withPartitionBy("city");

  record Sale(long id, @Nullable String city, LocalDate day, double amount) {}

  @TempDir Path folder;

  private static final List<@Nullable String> CITIES =
      Arrays.asList("Köln", "a/b=c?%", "New York", "{x}[y]", "tab\there", "12:30 # *", null);

  private static List<Sale> sales(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> new Sale(i, CITIES.get(i % CITIES.size()), LocalDate.ofEpochDay(i % 3), i / 4.0))
        .toList();
  }

  private DataFrame frame(List<Sale> sales) {
    return Frames.of(Sale.class, sales).toFrame();
  }

  private String path() {
    return folder.resolve("sales").toString();
  }

  private static void inSession(int workers, Runnable test) {
    try (Session session = Session.local().workers(workers).memory("1g").open()) {
      session.run(test);
    }
  }

  private static List<Long> ids(DataFrame frame) {
    List<Long> ids = new ArrayList<>();
    try (Table rows = frame.select("id").collect()) {
      for (long id : rows.longs("id")) {
        ids.add(id);
      }
    }
    return ids;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void valuesComeBackFromTheFoldersNames(int workers) throws IOException {
    inSession(
        workers,
        () -> {
          frame(sales(0, 20_000))
              .writeParquet(path(), WriteOptions.DEFAULTS.withPartitionBy("day", "city"));
          DataFrame back = readParquet(path());
          assertThat(back.schema().names()).containsExactly("id", "amount", "day", "city");
          assertThat(
                  back.sort("id").select("id", "city", "day", "amount").as(Sale.class).toRecords())
              .isEqualTo(sales(0, 20_000));
          List<Long> ofOne =
              ids(
                  back.filter(
                      col("city").eq("a/b=c?%").and(col("day").eq(LocalDate.ofEpochDay(1)))));
          assertThat(ofOne).isSorted().hasSize(953).contains(1L, 22L);
        });
    assertThat(files())
        .hasSize(21)
        .allMatch(name -> name.endsWith(".parquet"))
        .anyMatch(name -> name.startsWith("sales/day=1970-01-02/city=a%2Fb%3Dc%3F%25/part-"))
        .anyMatch(name -> name.startsWith("sales/day=1970-01-03/city=__HIVE_DEFAULT_PARTITION__/"));
  }

  @Test
  void theNumberOfWorkersMakesNoDifference() throws IOException {
    List<List<String>> all = new ArrayList<>();
    List<byte[]> first = new ArrayList<>();
    for (int workers : new int[] {1, 4}) {
      inSession(workers, () -> frame(sales(0, 5000)).writeCsv(path(), BY_CITY));
      all.add(files());
      first.add(Files.readAllBytes(folder.resolve(all.getLast().getFirst())));
    }
    assertThat(all.get(1)).isEqualTo(all.get(0));
    assertThat(first.get(1)).isEqualTo(first.get(0));
  }

  @Test
  void thousandsOfPartitionsInLittleMemory() {
    try (Session session = Session.local().workers(2).memory("32m").open()) {
      session.run(
          () -> {
            DataFrame frame =
                frame(sales(0, 12_000)).select("id", col("id").mod(lit(600)).as("part"));
            frame.writeJson(path(), WriteOptions.DEFAULTS.withPartitionBy("part"));
            assertThat(readJson(path() + "/part=77").count()).isEqualTo(20);
          });
    }
    assertThat(folder.resolve("sales")).isDirectoryRecursivelyContaining("glob:**/part=599/*");
  }

  @Test
  void appendedFilesStandBehindTheOthers() throws IOException {
    inSession(
        3,
        () -> {
          frame(sales(0, 100)).writeParquet(path(), BY_CITY.withMode(CREATE));
          frame(sales(100, 200)).writeParquet(path(), BY_CITY.withMode(APPEND));
          assertThat(readParquet(path()).count()).isEqualTo(200);
          assertThat(ids(readParquet(path()).filter(col("city").eq("Köln"))))
              .hasSize(29)
              .isSorted();
          frame(sales(0, 10)).writeCsv(path() + "/plain", WriteOptions.DEFAULTS.withMode(APPEND));
          frame(sales(10, 20)).writeCsv(path() + "/plain", WriteOptions.DEFAULTS.withMode(APPEND));
          assertThat(ids(readCsv(path() + "/plain")))
              .isEqualTo(IntStream.range(0, 20).mapToObj(i -> (long) i).toList());
        });
    assertThat(files()).noneMatch(name -> name.contains(".tmp"));
  }

  @Test
  void onlyPartitionsWithRowsAreReplaced() {
    inSession(
        2,
        () -> {
          frame(sales(0, 70)).writeParquet(path(), BY_CITY);
          frame(sales(70, 140).stream().filter(s -> "Köln".equals(s.city())).toList())
              .writeParquet(path(), BY_CITY.withMode(OVERWRITE_PARTITIONS));
          assertThat(readParquet(path()).count()).isEqualTo(70);
          assertThat(ids(readParquet(path()).filter(col("city").eq("Köln"))))
              .hasSize(10)
              .allMatch(id -> id >= 70);
          frame(sales(0, 7)).writeParquet(path(), BY_CITY);
          assertThat(readParquet(path()).count()).isEqualTo(7);
        });
  }

  @Test
  void whatIsThereIsNotLostByMistake() throws IOException {
    inSession(
        2,
        () -> {
          DataFrame frame = frame(sales(0, 10));
          frame.writeParquet(path(), BY_CITY);
          assertThatThrownBy(() -> frame.writeParquet(path(), BY_CITY.withMode(CREATE)))
              .isInstanceOf(StorageException.class)
              .hasMessageContaining("sales exists")
              .hasMessageContaining("withMode(SaveMode.APPEND)");
          assertThatThrownBy(() -> frame.writeCsv(path()))
              .isInstanceOf(StorageException.class)
              .hasMessageContaining("which is no earlier result");
          String file = folder.resolve("one.csv").toString();
          frame.writeCsv(file, WriteOptions.DEFAULTS.withMode(CREATE));
          assertThatThrownBy(() -> frame.writeCsv(file, WriteOptions.DEFAULTS.withMode(CREATE)))
              .isInstanceOf(StorageException.class)
              .hasMessageContaining("one.csv exists");
          assertThatThrownBy(() -> frame.writeCsv(file, WriteOptions.DEFAULTS.withMode(APPEND)))
              .isInstanceOf(PlanException.class)
              .hasMessageContaining("name a folder");
          assertThatThrownBy(() -> frame.writeCsv(file, BY_CITY)).isInstanceOf(PlanException.class);
        });
    Files.writeString(folder.resolve("sales/notes.txt"), "mine");
    inSession(
        1,
        () ->
            assertThatThrownBy(() -> frame(sales(0, 1)).writeParquet(path(), BY_CITY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("notes.txt"));
  }

  @Test
  void aRunThatFailsLeavesNothingAndChangesNothing() throws IOException {
    inSession(
        2,
        () -> {
          frame(sales(0, 100)).writeParquet(path(), BY_CITY);
          DataFrame empty =
              frame(sales(0, 100))
                  .withColumn(
                      "city", Frames.when(col("id").eq(50)).then("").otherwise(col("city")));
          assertThatThrownBy(() -> empty.writeParquet(path(), BY_CITY))
              .hasRootCauseInstanceOf(DataException.class)
              .rootCause()
              .hasMessageContaining("column 'city' has the text ''");
          assertThat(readParquet(path()).count()).isEqualTo(100);
        });
    assertThat(files()).hasSize(7);
  }

  @Test
  void columnsThatNameNoFolders() {
    DataFrame frame = frame(sales(0, 1));
    inSession(
        1,
        () -> {
          for (List<String> columns :
              List.of(
                  List.of("amount"),
                  List.of("city", "city"),
                  List.of("id", "city", "day", "amount"),
                  List.of("none"))) {
            WriteOptions options =
                WriteOptions.DEFAULTS.withPartitionBy(columns.toArray(String[]::new));
            assertThatThrownBy(() -> frame.writeParquet(path(), options))
                .as("%s", columns)
                .isInstanceOf(PlanException.class);
          }
          assertThatThrownBy(
                  () -> frame.writeParquet(path(), BY_CITY.withCompression(TextCompression.GZIP)))
              .isInstanceOf(PlanException.class);
        });
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void duckDbReadsCompressedPartitions() throws Exception {
    inSession(
        2,
        () ->
            frame(sales(0, 1000)).writeCsv(path(), BY_CITY.withCompression(TextCompression.GZIP)));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select city, count(*), sum(id) from read_csv('%s/*/*.csv.gz', hive_partitioning = true) group by 1"
                    .formatted(path()))) {
      int groups = 0;
      while (rows.next()) {
        String city = rows.getString(1);
        List<Sale> same =
            sales(0, 1000).stream().filter(s -> Objects.equals(s.city(), city)).toList();
        assertThat(rows.getLong(2)).as(city).isEqualTo(same.size());
        assertThat(rows.getLong(3)).isEqualTo(same.stream().mapToLong(Sale::id).sum());
        groups++;
      }
      assertThat(groups).isEqualTo(7);
    }
  }
}
