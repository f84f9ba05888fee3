package dev.quern.engine.io.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.Sink;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written reads back as the same values. */
@ExtendWith(LeakCheck.class)
final class JsonSinkTest {
  /* Intervals are written as text that is cast, and not read. */
  private static final Schema TYPES = RandomBatches.EVERY_TYPE.without(Set.of("interval"));

  @TempDir Path folder;

  private Path write(Batch batch, String name) throws Exception {
    Path path = folder.resolve(name);
    try (JsonSink sink = JsonSink.create(path, batch.schema())) {
      sink.write(batch);
      assertThat(sink.commit()).isEqualTo(new Sink.Written(batch.rows(), Files.size(path)));
    }
    return path;
  }

  @Test
  void everyTypeComesBackExactly(MemoryBudget budget) throws Exception {
    for (long seed = 1; seed <= 6; seed++) {
      RandomBatches random =
          new RandomBatches(seed, budget).nulls(seed % 3 * 0.3).dictionary(seed % 2 == 0);
      try (Batch batch = random.next(TYPES, 700)) {
        Path file = write(batch, "out.ndjson");
        JsonOptions options = JsonOptions.DEFAULTS.withSchema(batch.schema()).withSplitBytes(9999);
        List<List<@Nullable Object>> found = JsonTables.rows(file, options, budget);
        List<List<@Nullable Object>> expected = BatchRows.toRows(batch);
        assertThat(found).hasSameSizeAs(expected);
        for (int row = 0; row < expected.size(); row++) {
          assertThat(found.get(row).toArray())
              .as("row %d, seed %d", row, seed)
              .isEqualTo(expected.get(row).toArray());
        }
      }
    }
  }

  @Test
  void textsOfAllCharactersComeBack(MemoryBudget budget) throws Exception {
    StringBuilder all = new StringBuilder();
    for (int c = 0; c < 0x3000; c++) {
      all.appendCodePoint(c);
    }
    all.appendCodePoint(0x1d11e);
    List<String> texts =
        List.of("", "\"", "\\", "\u0000", "plain text of some length", all.toString());
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, texts.size())) {
      texts.forEach(builder::append);
      Schema schema = Schema.of(Field.of("a \"name\"\n", DType.UTF8));
      try (Batch batch = Batch.of(schema, texts.size(), List.of(builder.build()))) {
        Path file = write(batch, "out.ndjson");
        assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS, budget))
            .isEqualTo(BatchRows.toRows(batch));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"out.json", "out.json.gz", "out.ndjson.zst"})
  void duckDbReadsWhatWasWrittenAndTheSameTypes(String name, MemoryBudget budget) throws Exception {
    Schema schema =
        Schema.of(
            Field.of("n", DType.INT64),
            Field.of("x", DType.FLOAT64),
            Field.of("text", DType.UTF8),
            Field.of("flag", DType.BOOL),
            Field.of("day", DType.DATE));
    RandomBatches random = new RandomBatches(5, budget).nulls(0.2);
    try (Batch batch = random.next(schema, 3000)) {
      Path file = write(batch, name);
      assertThat(JsonTables.rows(file, JsonOptions.DEFAULTS, budget))
          .hasSize(3000)
          .isEqualTo(JsonTables.rows(file, JsonOptions.DEFAULTS.withSchema(schema), budget));
      try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = duckDb.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "select n, text, flag from read_json('%s', columns = {n: 'BIGINT', text: 'VARCHAR', flag: 'BOOLEAN'})"
                      .formatted(file))) {
        for (List<@Nullable Object> expected : BatchRows.toRows(batch)) {
          assertThat(rows.next()).isTrue();
          assertThat(rows.getObject(1)).isEqualTo(expected.get(0));
          assertThat(rows.getString(2)).isEqualTo(expected.get(2));
          assertThat(rows.getObject(3)).isEqualTo(expected.get(3));
        }
      }
    }
  }

  @Test
  void aSinkThatIsGivenUpLeavesNothing() {
    JsonSink sink =
        JsonSink.create(folder.resolve("out.json.gz"), Schema.of(Field.of("a", DType.INT64)));
    assertThat(folder).isNotEmptyDirectory();
    sink.close();
    assertThat(folder).isEmptyDirectory();
  }
}
