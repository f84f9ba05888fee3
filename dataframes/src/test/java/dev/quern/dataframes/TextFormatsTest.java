package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readJson;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.csv.CsvOptions.Conflicts;
import dev.quern.engine.io.csv.CsvOptions.RaggedRows;
import dev.quern.engine.io.csv.CsvWriteOptions;
import dev.quern.engine.io.csv.CsvWriteOptions.Quoting;
import dev.quern.engine.io.json.JsonLayout;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CSV and JSON as others write them, read and written by frames. */
class TextFormatsTest {
  @TempDir Path folder;

  private static List<List<@Nullable Object>> rows(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).memory("64m").open();
        Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }

  @Test
  void rejectedRowsAreCountedAndLeftOut() throws IOException {
    StringBuilder text = new StringBuilder("id,n\n");
    int damaged = 0;
    for (int i = 0; i < 5000; i++) {
      text.append(i).append(',').append(i % 97 == 5 ? "n/a" : i);
      text.append(i % 101 == 7 ? ",more\n" : "\n");
      damaged += i % 97 == 5 || i % 101 == 7 ? 1 : 0;
    }
    Path file = Files.writeString(folder.resolve("x.csv"), text);
    CsvOptions options =
        CsvOptions.DEFAULTS
            .withType("n", DType.INT64)
            .withConflicts(Conflicts.NULL)
            .withRaggedRows(RaggedRows.FILL_OR_TRUNCATE)
            .withRejectsColumn("rejected")
            .withSplitBytes(2000);
    DataFrame all = readCsv(file.toString(), options);
    DataFrame rejected = all.filter(col("rejected").isNotNull()).select("rejected", "id");
    List<List<@Nullable Object>> found = rows(rejected, 1);
    assertThat(found).isEqualTo(rows(rejected, 2)).hasSize(damaged);
    assertThat(found.getFirst()).isEqualTo(List.of("5,n/a", 5L));
    assertThat(rows(all.filter(col("rejected").isNull()).agg(count().as("n")), 2))
        .containsExactly(List.of(5000L - damaged));
    assertThat(rows(all.select("id").agg(count().as("n")), 2)).containsExactly(List.of(5000L));
  }

  @Test
  void duckDbReadsWhatIsWrittenInOtherFormats() throws SQLException {
    Path file = folder.resolve("out.csv");
    DataFrame frame =
        range(0, 2000)
            .select(col("id"), col("id").divide(8).as("x"), col("id").cast(DType.UTF8).as("t"));
    CsvWriteOptions german =
        CsvWriteOptions.DEFAULTS
            .withDelimiter(';')
            .withDecimalSeparator(',')
            .withQuoting(Quoting.ALL);
    try (Session session = Session.local().workers(2).memory("64m").open();
        DuckOracle duck = new DuckOracle()) {
      session.run(() -> frame.writeCsv(file.toString(), WriteOptions.DEFAULTS.withCsv(german)));
      assertThat(
              duck.rows(
                  "SELECT * FROM read_csv('%s', delim=';', decimal_separator=',', columns={'id': 'BIGINT', 'x': 'DOUBLE', 't': 'VARCHAR'})"
                      .formatted(file)))
          .isEqualTo(rows(frame, 1));
    }
  }

  @Test
  void arraysOfJsonAreWrittenAsFilesAndFolders() {
    DataFrame frame = range(0, 3000).select(col("id"), col("id").cast(DType.UTF8).as("t"));
    WriteOptions arrays = WriteOptions.DEFAULTS.withJson(JsonLayout.ARRAY);
    try (Session session = Session.local().workers(2).memory("64m").open()) {
      for (String name : List.of("out.json", "out.json.gz", "out")) {
        String path = folder.resolve(name).toString();
        session.run(() -> frame.writeJson(path, arrays));
        assertThat(rows(readJson(path), 2)).isEqualTo(rows(frame, 1));
      }
      assertThat(folder.resolve("out").toFile().list())
          .allMatch(name -> name.endsWith(".json") || name.startsWith("_") || name.startsWith("."));
      assertThatThrownBy(
              () -> session.run(() -> frame.writeCsv(folder.resolve("a.csv").toString(), arrays)))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("options for JSON");
    }
    assertThatThrownBy(() -> WriteOptions.DEFAULTS.withJson(JsonLayout.OBJECTS))
        .isInstanceOf(PlanException.class);
  }
}
