package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readIpc;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.csv.CsvDialect;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.csv.CsvWriteOptions;
import dev.quern.engine.io.ipc.BufferCodec;
import dev.quern.engine.io.ipc.IpcWriteOptions;
import dev.quern.engine.io.parquet.write.Compression;
import dev.quern.engine.io.parquet.write.ParquetWriteOptions;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are laid out as options say, and hold the same rows. */
class WriteOptionsTest {
  private static final WriteOptions DEFAULTS = WriteOptions.DEFAULTS;

  record Row(long id, @Nullable String name, int shard) {}

  private static final List<Row> ROWS =
      IntStream.range(0, 300_000)
          .mapToObj(i -> new Row(i, i % 5 == 0 ? null : "name;" + i % 100, i % 2))
          .toList();

  @TempDir Path folder;

  private static DataFrame frame(int rows) {
    return Frames.of(Row.class, ROWS.subList(0, rows)).toFrame();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows.csv", "rows"})
  void csv(String name) throws IOException {
    CsvWriteOptions options =
        CsvWriteOptions.DEFAULTS
            .withDelimiter(';')
            .withQuote('\'')
            .withNullText("NA")
            .withHeader(false);
    frame(3).writeCsv(path(name), DEFAULTS.withCsv(options));

    Path file =
        name.endsWith(".csv") ? folder.resolve(name) : folder.resolve("rows/part-00000.csv");
    assertThat(file).hasContent("0;NA;0\n1;'name;1';1\n2;'name;2';0\n");
    CsvOptions same =
        CsvOptions.DEFAULTS
            .withDialect(CsvDialect.RFC4180.withDelimiter(';').withQuote('\'').withNullTexts("NA"))
            .withHeader(false);
    assertThat(
            readCsv(path(name), same)
                .rename("column_1", "id")
                .rename("column_2", "name")
                .withColumn("shard", Frames.col("column_3").cast(DType.INT32))
                .drop("column_3")
                .toRecords(Row.class))
        .isEqualTo(ROWS.subList(0, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rows.parquet", "rows"})
  void parquet(String name) throws SQLException {
    ParquetWriteOptions options =
        ParquetWriteOptions.DEFAULT
            .withCompression(Compression.SNAPPY)
            .withRowGroups(20_000, 1 << 30);
    frame(100_000).writeParquet(path(name), DEFAULTS.withParquet(options));

    String files = name.endsWith(".parquet") ? path(name) : path(name) + "/*.parquet";
    assertThat(
            query(
                "SELECT DISTINCT compression || ' ' || row_group_num_rows FROM parquet_metadata('%s')"
                    .formatted(files)))
        .containsExactly("SNAPPY 20000");
    assertThat(readParquet(path(name)).toRecords(Row.class)).isEqualTo(ROWS.subList(0, 100_000));
  }

  @Test
  void ipc() throws IOException {
    frame(100_000).writeIpc(path("plain.arrow"));
    frame(100_000)
        .writeIpc(
            path("zstd.arrow"),
            DEFAULTS.withIpc(IpcWriteOptions.PORTABLE.withCompression(BufferCodec.ZSTD)));

    assertThat(Files.size(folder.resolve("zstd.arrow")))
        .isLessThan(Files.size(folder.resolve("plain.arrow")) / 2);
    assertThat(readIpc(path("zstd.arrow")).toRecords(Row.class))
        .isEqualTo(ROWS.subList(0, 100_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void filesHaveSoManyRowsAtMost(int workers) throws SQLException {
    try (Session session = Session.local().workers(workers).memory("1g").open()) {
      session.run(() -> frame(300_000).writeParquet(path("rows"), DEFAULTS.withFileRows(70_001)));
    }

    List<String> sizes =
        query("SELECT num_rows FROM parquet_file_metadata('%s/*')".formatted(path("rows")));
    assertThat(sizes).startsWith("70001").hasSizeBetween(5, 7);
    assertThat(sizes.stream().mapToLong(Long::parseLong)).allMatch(rows -> rows <= 70_001);
    assertThat(readParquet(path("rows")).toRecords(Row.class)).isEqualTo(ROWS);
  }

  @Test
  void filesOfPartitionsHaveSoManyRowsAtMostAndAreAddedTo() throws IOException {
    WriteOptions options = DEFAULTS.withPartitionBy("shard").withFileRows(400);
    frame(1000).writeCsv(path("rows"), options);
    frame(10).writeCsv(path("rows"), options.withMode(SaveMode.APPEND));

    assertThat(files(folder.resolve("rows/shard=1")))
        .containsExactly("part-00000-00000.csv", "part-00000-00001.csv", "part-00001-00000.csv");
    assertThat(readCsv(path("rows")).filter(Frames.col("shard").eq(1)).count()).isEqualTo(505);
    // What has such names is an earlier result, which may be replaced.
    frame(2).writeCsv(path("rows"), options);
    assertThat(readCsv(path("rows")).count()).isEqualTo(2);
  }

  @Test
  void whatDoesNotFitIsRefusedAtOnce() {
    DataFrame rows = frame(3);
    WriteOptions csv = DEFAULTS.withCsv(CsvWriteOptions.DEFAULTS.withHeader(false));
    WriteOptions ipc = DEFAULTS.withIpc(IpcWriteOptions.PORTABLE.withCompression(BufferCodec.LZ4));
    assertThatThrownBy(() -> rows.writeParquet(path("rows"), csv))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("options for CSV, and another format is written");
    assertThatThrownBy(() -> rows.writeCsv(path("rows"), ipc))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("options for Arrow IPC");
    assertThatThrownBy(() -> rows.writeCsv(path("x.csv"), DEFAULTS.withFileRows(5)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("is one file");
    assertThatThrownBy(() -> DEFAULTS.withFileRows(0)).isInstanceOf(PlanException.class);
    assertThatThrownBy(
            () ->
                rows.writeCsv(
                    path("rows"), DEFAULTS.withCsv(CsvWriteOptions.DEFAULTS.withDelimiter('1'))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'1' stands in numbers");
    assertThat(folder).isEmptyDirectory();
  }

  private static List<String> query(String sql) throws SQLException {
    List<String> answers = new ArrayList<>();
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answers.add(rows.getString(1));
      }
    }
    return answers;
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }
}
