package dev.quern.engine.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.ColumnBuilder;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.Sink.Written;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
final class CsvSinkTest {
  /* Intervals are written as text that is cast, and not read. */
  private static final Schema TYPES = RandomBatches.EVERY_TYPE.without(Set.of("interval"));

  @TempDir Path folder;

  private Path write(Batch batch, CsvWriteOptions options) {
    Path path = folder.resolve("out.csv");
    try (CsvSink sink = CsvSink.create(path, batch.schema(), options)) {
      sink.write(batch);
      Written written = sink.commit();
      assertThat(written.rows()).isEqualTo(batch.rows());
      assertThat(written.bytes()).isEqualTo(path.toFile().length());
    }
    return path;
  }

  private static Batch texts(MemoryBudget budget, String name, @Nullable String... values) {
    try (ColumnBuilder builder = new ColumnBuilder(budget, DType.UTF8, values.length)) {
      for (String value : values) {
        if (value == null) {
          builder.appendNull();
        } else {
          builder.append(value);
        }
      }
      Schema schema = Schema.of(Field.of(name, DType.UTF8));
      return Batch.of(schema, values.length, List.of(builder.build()));
    }
  }

  @Test
  void everyTypeComesBackExactly(MemoryBudget budget) {
    for (long seed = 1; seed <= 6; seed++) {
      RandomBatches random =
          new RandomBatches(seed, budget).nulls(seed % 3 * 0.3).dictionary(seed % 2 == 0);
      try (Batch batch = random.next(TYPES, 700)) {
        Path file = write(batch, CsvWriteOptions.DEFAULTS);
        CsvOptions options = CsvOptions.DEFAULTS.withSchema(batch.schema()).withSplitBytes(9999);
        List<List<@Nullable Object>> found = CsvTables.rows(file, options, budget);
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
  void everyTextComesBackExactlyInEveryDialect(MemoryBudget budget) {
    String[] pieces = {
      "\"",
      "'",
      ",",
      ";",
      "\n",
      "\r",
      "\r\n",
      "#",
      " ",
      "\t",
      "NA",
      "",
      "é",
      "\\",
      "x",
      "12",
      "a longer piece"
    };
    List<CsvDialect> dialects =
        List.of(
            CsvDialect.RFC4180,
            CsvDialect.RFC4180.withNullTexts("NA", "", "x"),
            CsvDialect.RFC4180.withComment('#').withDelimiter(';'),
            CsvDialect.RFC4180
                .withDelimiter('\t')
                .withQuote('\'')
                .withTrim(true)
                .withNullTexts("NA"),
            CsvDialect.RFC4180.withEscape('\\'));
    for (long seed = 1; seed <= 40; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      CsvDialect dialect = dialects.get((int) (seed % dialects.size()));
      @Nullable String[] values = new @Nullable String[200];
      for (int i = 0; i < values.length; i++) {
        StringBuilder value = new StringBuilder();
        for (int n = random.nextInt(5); n > 0; n--) {
          value.append(pieces[random.nextInt(pieces.length)]);
        }
        values[i] = random.nextInt(8) == 0 ? null : value.toString();
      }
      try (Batch batch = texts(budget, "a,\"b\"\n", values)) {
        CsvWriteOptions written =
            CsvWriteOptions.DEFAULTS.withDialect(dialect).withHeader(random.nextBoolean());
        Path file = write(batch, written);
        CsvOptions options =
            CsvOptions.DEFAULTS
                .withDialect(dialect)
                .withHeader(written.header())
                .withSchema(batch.schema())
                .withSplitBytes(100);
        assertThat(CsvTables.rows(file, options, budget))
            .as("seed %d, %s", seed, dialect)
            .isEqualTo(BatchRows.toRows(batch));
      }
    }
  }

  @Test
  void textsAreQuotedOnlyWhereTheyMust(MemoryBudget budget) throws Exception {
    try (Batch batch =
        texts(budget, "t", "plain", null, "", "a,b", "say \"hi\"", "two\nlines", "é", " x ")) {
      assertThat(Files.readString(write(batch, CsvWriteOptions.DEFAULTS)))
          .isEqualTo("t\nplain\n\n\"\"\n\"a,b\"\n\"say \"\"hi\"\"\"\n\"two\nlines\"\né\n x \n");
    }
  }

  @Test
  void longTextsAreWrittenInPieces(MemoryBudget budget) {
    String quoted = "x".repeat(400_000) + "\"" + "y".repeat(5000);
    try (Batch batch = texts(budget, "t", "z".repeat(300_000), quoted)) {
      Path file = write(batch, CsvWriteOptions.DEFAULTS);
      assertThat(CsvTables.rows(file, CsvOptions.DEFAULTS, budget))
          .isEqualTo(BatchRows.toRows(batch));
    }
  }

  @Test
  void doublesHaveTheFewestDigits() {
    long seed = 9;
    SplittableRandom random = new SplittableRandom(seed);
    byte[] text = new byte[64];
    for (int i = 0; i < 200_000; i++) {
      double value =
          switch (i % 5) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(100_000_000) / 1e6;
            case 2 -> -random.nextLong(1_000_000_000_000_000L) / 1e5;
            case 3 -> random.nextInt() / 10.0;
            default -> random.nextDouble();
          };
      int end = NumberText.put(value, text, 0);
      String written = new String(text, 0, end, StandardCharsets.ISO_8859_1);
      assertThat(Double.parseDouble(written)).as("seed %d", seed).isEqualTo(Double.valueOf(value));
      if (Double.isFinite(value)) {
        assertThat(new BigDecimal(written))
            .as("%s, seed %d", value, seed)
            .isEqualByComparingTo(new BigDecimal(Double.toString(value)));
      }
    }
  }

  @Test
  void integersAndDatesAtTheirExtremes() {
    byte[] text = new byte[64];
    for (long value :
        new long[] {
          0,
          9,
          10,
          99,
          100,
          -1,
          999_999_999_999_999_999L,
          1_000_000_000_000_000_000L,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Long.MIN_VALUE + 1
        }) {
      int end = NumberText.put(value, text, 0);
      assertThat(new String(text, 0, end, StandardCharsets.ISO_8859_1))
          .isEqualTo(Long.toString(value));
    }
    for (long day = LocalDate.of(-2, 1, 1).toEpochDay();
        day < LocalDate.of(10_002, 1, 1).toEpochDay();
        day += 5) {
      int end = DateText.put(day, text, 0);
      assertThat(new String(text, 0, end, StandardCharsets.ISO_8859_1))
          .isEqualTo(LocalDate.ofEpochDay(day).toString());
    }
  }

  @Test
  void duckDbReadsWhatWasWritten(MemoryBudget budget) throws Exception {
    Schema schema =
        RandomBatches.EVERY_TYPE.select(
            List.of("bool", "int8", "int64", "float64", "date", "text", "decimal38", "millis"));
    RandomBatches random = new RandomBatches(21, budget).nulls(0.2);
    try (Batch batch = random.next(schema, 2000);
        Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      Path file = write(batch, CsvWriteOptions.DEFAULTS);
      String columns =
          "{'bool': 'BOOLEAN', 'int8': 'TINYINT', 'int64': 'BIGINT', 'float64': 'DOUBLE',"
              + " 'date': 'DATE', 'text': 'VARCHAR', 'decimal38': 'DECIMAL(38,10)',"
              + " 'millis': 'TIMESTAMP'}";
      ResultSet rows =
          statement.executeQuery(
              "SELECT * FROM read_csv('%s', header=true, columns=%s, allow_quoted_nulls=false)"
                  .formatted(file, columns));
      for (List<@Nullable Object> expected : BatchRows.toRows(batch)) {
        assertThat(rows.next()).isTrue();
        List<@Nullable Object> found = new ArrayList<>();
        for (int i = 1; i <= schema.size(); i++) {
          Object value = rows.getObject(i);
          found.add(value instanceof java.sql.Timestamp t ? t.toLocalDateTime() : value);
        }
        assertThat(found).isEqualTo(expected);
      }
      assertThat(rows.next()).isFalse();
    }
  }

  @Test
  void whatDuckDbWritesIsInferredAlike(MemoryBudget budget) throws Exception {
    Path file = folder.resolve("duck.csv");
    String query =
        "SELECT i AS id, i * 0.37 - 5 AS x, i % 3 = 0 AS flag, DATE '2020-01-31' + i::INTEGER AS"
            + " day, TIMESTAMP '1999-12-31 23:59:58' + INTERVAL (i * 1001) MILLISECOND AS moment,"
            + " CASE WHEN i % 7 = 0 THEN NULL WHEN i % 5 = 0 THEN 'a,\"b\"' || chr(10) || i ELSE"
            + " 'plain ' || i END AS words FROM range(5000) t(i)";
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (HEADER)".formatted(query, file));
      List<List<@Nullable Object>> found =
          CsvTables.rows(file, CsvOptions.DEFAULTS.withSplitBytes(10_000), budget);
      ResultSet rows = statement.executeQuery(query.replace("i * 0.37", "i::DOUBLE * 0.37"));
      for (List<@Nullable Object> row : found) {
        assertThat(rows.next()).isTrue();
        assertThat(row.get(0)).isEqualTo(rows.getLong(1));
        assertThat((double) row.get(1)).isCloseTo(rows.getDouble(2), within());
        assertThat(row.get(2)).isEqualTo(rows.getBoolean(3));
        assertThat(row.get(3)).isEqualTo(rows.getObject(4, LocalDate.class));
        assertThat(row.get(4)).isEqualTo(rows.getTimestamp(5).toLocalDateTime());
        assertThat(row.get(5)).isEqualTo(rows.getString(6));
      }
      assertThat(rows.next()).isFalse();
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.data.Offset.offset(1e-9);
  }

  @Test
  void withoutCommitNothingIsLeft(MemoryBudget budget) throws Exception {
    Path path = folder.resolve("never.csv");
    try (Batch batch = texts(budget, "t", "x");
        CsvSink sink = CsvSink.create(path, batch.schema(), CsvWriteOptions.DEFAULTS)) {
      sink.write(batch);
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aWriteThatFailedCannotBeCommitted(MemoryBudget budget) {
    Path path = folder.resolve("half.csv");
    CsvWriteOptions options =
        CsvWriteOptions.DEFAULTS.withDialect(CsvDialect.RFC4180.withQuote(CsvDialect.NONE));
    try (Batch batch = texts(budget, "t", "x", "a,b");
        CsvSink sink = CsvSink.create(path, batch.schema(), options)) {
      assertThatThrownBy(() -> sink.write(batch))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("'a,b' would need quotes");
      assertThatThrownBy(sink::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void dialectsThatCannotTellValuesApartAreRefused() {
    Schema schema = Schema.of(Field.of("a", DType.INT64));
    Path path = folder.resolve("none.csv");
    for (CsvDialect dialect :
        List.of(
            CsvDialect.RFC4180.withDelimiter('.'),
            CsvDialect.RFC4180.withNullTexts("-999"),
            CsvDialect.RFC4180.withNullTexts("a,b"))) {
      assertThatThrownBy(
              () -> CsvSink.create(path, schema, CsvWriteOptions.DEFAULTS.withDialect(dialect)))
          .isInstanceOf(PlanException.class);
    }
    assertThatThrownBy(() -> CsvDialect.RFC4180.withDelimiter('"'))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> CsvDialect.RFC4180.withQuote('é')).isInstanceOf(PlanException.class);
    assertThat(path).doesNotExist();
  }
}
