package dev.quern.engine.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchRows;
import dev.quern.engine.chunk.RandomBatches;
import dev.quern.engine.io.csv.CsvWriteOptions.LineEnd;
import dev.quern.engine.io.csv.CsvWriteOptions.Quoting;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Numbers with other separators, dates and timestamps by patterns, in both directions. */
@ExtendWith(LeakCheck.class)
final class CsvFormatsTest {
  private static final DType MICROS = DType.timestamp(TimeUnit.MICRO);
  private static final CsvOptions GERMAN =
      CsvOptions.DEFAULTS
          .withDelimiter(';')
          .withDecimalSeparator(',')
          .withThousandsSeparator('.')
          .withDateFormat("%d.%m.%Y");

  @TempDir Path folder;

  private CsvSource open(String text, CsvOptions options) {
    return CsvSource.open(List.of(CsvTables.write(folder, text)), options);
  }

  private DType inferred(CsvOptions options, String... values) {
    return open("x;y\n" + String.join(";\n", values) + ";\n", options).schema().field("x").type();
  }

  private @Nullable Object read(DType type, String text, CsvOptions options, MemoryBudget budget) {
    Path file = CsvTables.write(folder, "x;y\n\"" + text + "\";\n");
    CsvOptions declared = options.withType("x", type).withConflicts(CsvOptions.Conflicts.NULL);
    return CsvTables.rows(file, declared, budget).getFirst().getFirst();
  }

  @Test
  void typesAreInferredInTheFormatsGiven() {
    assertThat(inferred(GERMAN, "1.234", "-12", "7.000.000")).isEqualTo(DType.INT64);
    assertThat(inferred(GERMAN, "1.234", "1,5", "1.234,25", "1e3")).isEqualTo(DType.FLOAT64);
    assertThat(inferred(GERMAN, "1.5")).isEqualTo(DType.UTF8);
    assertThat(inferred(GERMAN, "12.34.567")).isEqualTo(DType.UTF8);
    assertThat(inferred(GERMAN, "1234.567")).isEqualTo(DType.UTF8);
    assertThat(inferred(GERMAN, "0.001")).isEqualTo(DType.UTF8);
    assertThat(inferred(GERMAN, "31.12.2024", "1.1.2025")).isEqualTo(DType.DATE);
    assertThat(inferred(GERMAN, "31.02.2024")).isEqualTo(DType.UTF8);
    assertThat(inferred(GERMAN, "2024-12-31")).isEqualTo(DType.UTF8);
    assertThat(inferred(GERMAN, "31.12.2024", "2024-12-31 10:00")).isEqualTo(DType.UTF8);
    CsvOptions stamps =
        CsvOptions.DEFAULTS.withDelimiter(';').withTimestampFormat("%m/%d/%Y %I:%M %p");
    assertThat(inferred(stamps, "12/31/2024 11:59 PM", "1/2/2024 1:05 am")).isEqualTo(MICROS);
    CsvOptions zoned = stamps.withTimestampFormat("%d.%m.%Y %H:%M %z");
    assertThat(inferred(zoned, "31.12.2024 23:59 +0100"))
        .isEqualTo(DType.timestamp(TimeUnit.MICRO, "UTC"));
  }

  @Test
  void declaredColumnsAreReadLeniently(MemoryBudget budget) {
    assertThat(read(DType.INT64, "12.34.567", GERMAN, budget)).isEqualTo(1234567L);
    assertThat(read(DType.UINT8, "+200", GERMAN, budget)).hasToString("200");
    assertThat(read(DType.FLOAT64, "1234.567,5", GERMAN, budget)).isEqualTo(1234567.5);
    assertThat(read(DType.FLOAT32, ",5", GERMAN, budget)).isEqualTo(0.5f);
    assertThat(read(DType.FLOAT64, "-Infinity", GERMAN, budget))
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(read(DType.decimal(9, 2), "1.234,50", GERMAN, budget))
        .isEqualTo(new BigDecimal("1234.50"));
    for (String none : List.of("1,5.000", ".5", "1..5", "1.", "1,2,3", "1.a", ",", ".", "-.5")) {
      assertThat(read(DType.FLOAT64, none, GERMAN, budget)).as(none).isNull();
    }
    CsvOptions french =
        CsvOptions.DEFAULTS
            .withDelimiter(';')
            .withDecimalSeparator(',')
            .withThousandsSeparator('\u202f');
    assertThat(read(DType.FLOAT64, "1\u202f234\u202f567,25", french, budget)).isEqualTo(1234567.25);
    assertThat(read(DType.FLOAT64, "1 234", french, budget)).isNull();
    // As spreadsheets write them.
    CsvOptions american = CsvOptions.DEFAULTS.withThousandsSeparator(',');
    Path file = CsvTables.write(folder, "a,b\n\"1,234,567\",\"12,000.5\"\n8,9\n");
    assertThat(CsvTables.rows(file, american, budget))
        .isEqualTo(List.of(List.of(1234567L, 12000.5), List.of(8L, 9.0)));
  }

  @Test
  void randomNumbersInFormatsOfCountries(MemoryBudget budget) {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
      char decimal = ",.'_".charAt(random.nextInt(4));
      char thousands = " .'\u00a0".charAt(random.nextInt(4));
      thousands = thousands == decimal ? '/' : thousands;
      symbols.setDecimalSeparator(decimal);
      symbols.setGroupingSeparator(thousands);
      DecimalFormat format = new DecimalFormat("#,##0.####", symbols);
      format.setParseBigDecimal(true);
      StringBuilder text = new StringBuilder("a;b;c\n");
      List<List<@Nullable Object>> expected = new ArrayList<>();
      for (int row = 0; row < 300; row++) {
        BigDecimal number =
            BigDecimal.valueOf(random.nextLong() >> random.nextInt(20, 64), random.nextInt(5));
        long whole = random.nextLong() >> random.nextInt(64);
        text.append(format.format(number)).append(';').append(format.format(whole)).append(';');
        text.append(format.format(number)).append('\n');
        expected.add(List.of(number.doubleValue(), whole, number.setScale(4)));
      }
      CsvOptions options =
          CsvOptions.DEFAULTS
              .withDelimiter(';')
              .withDecimalSeparator(decimal)
              .withThousandsSeparator(thousands)
              .withType("a", DType.FLOAT64)
              .withType("c", DType.decimal(30, 4));
      List<List<@Nullable Object>> found =
          CsvTables.rows(CsvTables.write(folder, text.toString()), options, budget);
      assertThat(found).as("seed %d, '%s' and '%s'", seed, decimal, thousands).isEqualTo(expected);
    }
  }

  @Test
  void randomTimesAsDuckDbReadsThem(MemoryBudget budget) throws Exception {
    record Patterns(String ours, String java) {}
    List<Patterns> dates =
        List.of(
            new Patterns("%d.%m.%Y", "dd.MM.yyyy"),
            new Patterns("%m/%d/%y", "MM/dd/yy"),
            new Patterns("%d-%b-%Y", "dd-MMM-yyyy"),
            new Patterns("%B %d, %Y", "MMMM dd, yyyy"));
    List<Patterns> stamps =
        List.of(
            new Patterns("%d.%m.%Y %H:%M:%S", "dd.MM.yyyy HH:mm:ss"),
            new Patterns("%Y/%m/%d %I:%M:%S %p", "yyyy/MM/dd hh:mm:ss a"),
            new Patterns("%Y%m%dT%H%M%S.%f", "yyyyMMdd'T'HHmmss.SSSSSS"));
    try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duck.createStatement()) {
      for (long seed = 1; seed <= 12; seed++) {
        SplittableRandom random = new SplittableRandom(seed);
        Patterns date = dates.get((int) seed % dates.size());
        Patterns stamp = stamps.get((int) seed % stamps.size());
        DateTimeFormatter days = DateTimeFormatter.ofPattern(date.java, Locale.ENGLISH);
        DateTimeFormatter times = DateTimeFormatter.ofPattern(stamp.java, Locale.ENGLISH);
        StringBuilder text = new StringBuilder("a|b\n");
        for (int row = 0; row < 200; row++) {
          LocalDateTime moment =
              LocalDateTime.of(1970, 1, 1, 0, 0)
                  .plusNanos(random.nextLong(1_800_000_000_000_000L) * 1000);
          text.append(days.format(moment)).append('|').append(times.format(moment)).append('\n');
        }
        Path file = CsvTables.write(folder, text.toString());
        CsvOptions options =
            CsvOptions.DEFAULTS
                .withDelimiter('|')
                .withDateFormat(date.ours)
                .withTimestampFormat(stamp.ours);
        CsvSource source = CsvSource.open(List.of(file), options);
        assertThat(source.schema())
            .isEqualTo(Schema.of(Field.of("a", DType.DATE), Field.of("b", MICROS)));
        List<List<@Nullable Object>> expected = new ArrayList<>();
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT * FROM read_csv('%s', delim='|', header=true, dateformat='%s', timestampformat='%s', columns={'a': 'DATE', 'b': 'TIMESTAMP'})"
                    .formatted(file, date.ours, stamp.ours))) {
          while (rows.next()) {
            expected.add(
                List.of(
                    rows.getObject(1, LocalDate.class), rows.getTimestamp(2).toLocalDateTime()));
          }
        }
        assertThat(CsvTables.rows(file, options, budget))
            .as("seed %d, %s, %s", seed, date.ours, stamp.ours)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aColumnMayHaveAPatternOfItsOwn(MemoryBudget budget) {
    CsvOptions options =
        CsvOptions.DEFAULTS
            .withFormat("day", "%Y%m%d")
            .withFormat("at", "%d.%m.%Y %H:%M %z")
            .withFormat("fine", "%H:%M:%S.%9f %Y-%m-%d")
            .withFormat("noon", "%d.%m.%Y")
            .withType("noon", DType.timestamp(TimeUnit.SECOND, "Europe/Berlin"));
    String text =
        "day,at,fine,noon,iso\n"
            + "20240229,01.06.2024 12:30 +0200,00:00:01.000000001"
            + " 2024-06-01,01.07.2024,2024-01-02\n";
    CsvSource source = open(text, options);
    assertThat(source.schema().fields())
        .extracting(Field::type)
        .containsExactly(
            DType.DATE,
            DType.timestamp(TimeUnit.MICRO, "UTC"),
            DType.timestamp(TimeUnit.NANO),
            DType.timestamp(TimeUnit.SECOND, "Europe/Berlin"),
            DType.DATE);
    assertThat(
            CsvTables.rows(source, source.schema().names(), TextWindow.DEFAULT_BYTES, 10, budget))
        .containsExactly(
            List.of(
                LocalDate.of(2024, 2, 29),
                Instant.parse("2024-06-01T10:30:00Z"),
                LocalDateTime.parse("2024-06-01T00:00:01.000000001"),
                // Without an offset it is meant in the zone of the type.
                Instant.parse("2024-06-30T22:00:00Z"),
                LocalDate.of(2024, 1, 2)));
  }

  @Test
  void whatDoesNotFollowThePatternIsAnErrorThatNamesIt(MemoryBudget budget) {
    CsvOptions options = CsvOptions.DEFAULTS.withFormat("d", "%d.%m.%Y");
    for (String wrong : List.of("2024-01-02", "1.2.", "1.2.2024x", "30.02.2024", "x")) {
      Path file = CsvTables.write(folder, "d\n01.02.2024\n" + wrong + "\n");
      assertThatThrownBy(() -> CsvTables.rows(file, options, budget))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("data.csv:3:1: '%s' is no date (column 'd', declared)", wrong);
    }
    CsvOptions micros = CsvOptions.DEFAULTS.withTimestampFormat("%H:%M:%S.%f %Y-%m-%d");
    Path finer = CsvTables.write(folder, "d\n01:02:03.1234567 2024-01-01\n");
    assertThatThrownBy(() -> CsvTables.rows(finer, micros.withType("d", MICROS), budget))
        .isInstanceOf(DataException.class);
  }

  @Test
  void columnsMayBeNamedByTheReader(MemoryBudget budget) {
    CsvOptions named = CsvOptions.DEFAULTS.withNames("n", "s");
    List<List<Object>> rows = List.of(List.of(1L, "x"), List.of(2L, "y"));
    CsvSource replaced = open("a,a\n1,x\n2,y\n", named);
    assertThat(replaced.schema().names()).containsExactly("n", "s");
    assertThat(CsvTables.rows(folder.resolve("data.csv"), named, budget)).isEqualTo(rows);
    CsvOptions bare = named.withHeader(false).withType("n", DType.FLOAT64);
    assertThat(open("1,x\n2,y\n", bare).schema().field("n").type()).isEqualTo(DType.FLOAT64);
    assertThat(CsvTables.rows(folder.resolve("data.csv"), named.withHeader(false), budget))
        .isEqualTo(rows);
    assertThatThrownBy(() -> open("1,2,3\n", named))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("has 3 columns, and withNames(..) names the 2 columns [n, s]");
    assertThatThrownBy(() -> named.withSchema(Schema.of(Field.of("n", DType.INT64))))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void formatsThatMakeNoSenseAreRefused() {
    assertThatThrownBy(
            () -> CsvOptions.DEFAULTS.withDecimalSeparator('.').withThousandsSeparator('.'))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("two different characters");
    assertThatThrownBy(() -> CsvOptions.DEFAULTS.withDecimalSeparator('0'))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> CsvOptions.DEFAULTS.withDateFormat("%Y-%m-%d %H"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("has a time of day");
    assertThatThrownBy(() -> CsvOptions.DEFAULTS.withTimestampFormat("%Q"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("%Q");
    assertThatThrownBy(() -> open("d\n1\n", CsvOptions.DEFAULTS.withTimestampFormat("%Y %Z")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("%Z tells no date or time");
    assertThatThrownBy(
            () ->
                open(
                    "d\n1\n", CsvOptions.DEFAULTS.withFormat("d", "%Y").withType("d", DType.INT64)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("column 'd' is declared as int64");
    assertThatThrownBy(
            () ->
                open("d\n1\n", CsvOptions.DEFAULTS.withFormat("d", "%Y %z").withType("d", MICROS)))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> open("d\n1\n", CsvOptions.DEFAULTS.withFormat("e", "%Y")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("e");
  }

  @Test
  void whatIsWrittenInAFormatComesBack(MemoryBudget budget) throws Exception {
    Schema types = RandomBatches.EVERY_TYPE.without(Set.of("interval"));
    List<CsvFormats> formats =
        List.of(
            CsvFormats.PLAIN.withDecimalSeparator(','),
            CsvFormats.PLAIN.withDecimalSeparator(';').withThousandsSeparator('.'));
    for (long seed = 1; seed <= 9; seed++) {
      CsvDialect dialect =
          CsvDialect.RFC4180
              .withDelimiter(seed % 2 == 0 ? ';' : ',')
              .withFormats(formats.get((int) seed % formats.size()));
      CsvWriteOptions writing =
          CsvWriteOptions.DEFAULTS
              .withDialect(dialect)
              .withQuoting(List.of(Quoting.values()).get((int) seed % 3))
              .withLineEnd(seed % 2 == 0 ? LineEnd.LF : LineEnd.CRLF)
              .withByteOrderMark(seed % 4 == 0);
      Path file = folder.resolve("out.csv");
      try (Batch batch = new RandomBatches(seed, budget).nulls(0.2).next(types, 300)) {
        try (CsvSink sink = CsvSink.create(file, types, writing)) {
          sink.write(batch);
          sink.commit();
        }
        CsvOptions reading = CsvOptions.DEFAULTS.withDialect(dialect).withSchema(batch.schema());
        List<List<@Nullable Object>> found = CsvTables.rows(file, reading, budget);
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
  void textsNumbersAndTimesAreWrittenAsTold(MemoryBudget budget) throws Exception {
    CsvOptions reading = CsvOptions.DEFAULTS.withType("b", DType.FLOAT64);
    String text =
        """
        a,b,c,d,e
        x,1.5,2024-02-01,2024-02-01T10:05:00,7
        ,,,,
        "",-0.25,2024-12-31,2024-02-01T23:05:00,8
        """;
    CsvSource source = open(text, reading);
    CsvWriteOptions german =
        CsvWriteOptions.DEFAULTS
            .withDecimalSeparator(',')
            .withDateFormat("%d.%m.%Y")
            .withFormat("d", "%I:%M %p, %j");
    assertThat(written(source, german, budget))
        .isEqualTo(
            """
            a,b,c,d,e
            x,"1,5",01.02.2024,"10:05 AM, 032",7
            ,,,,
            "","-0,25",31.12.2024,"11:05 PM, 032",8
            """);
    assertThat(written(source, german.withDelimiter(';').withQuoting(Quoting.TEXTS), budget))
        .isEqualTo(
            """
            "a";"b";"c";"d";"e"
            "x";1,5;01.02.2024;10:05 AM, 032;7
            ;;;;
            "";-0,25;31.12.2024;11:05 PM, 032;8
            """);
    assertThat(
            written(
                source,
                CsvWriteOptions.DEFAULTS
                    .withHeader(false)
                    .withQuoting(Quoting.ALL)
                    .withNullText("NULL")
                    .withLineEnd(LineEnd.CRLF)
                    .withByteOrderMark(true),
                budget))
        .isEqualTo(
            """
            \uFEFF"x","1.5","2024-02-01","2024-02-01T10:05:00","7"\r
            NULL,NULL,NULL,NULL,NULL\r
            "","-0.25","2024-12-31","2024-02-01T23:05:00","8"\r
            """);
    assertThatThrownBy(
            () ->
                written(
                    source,
                    CsvWriteOptions.DEFAULTS.withQuote(CsvDialect.NONE).withQuoting(Quoting.ALL),
                    budget))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("withQuote");
    assertThatThrownBy(
            () -> written(source, CsvWriteOptions.DEFAULTS.withFormat("a", "%Y"), budget))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("column 'a' is utf8");
  }

  private String written(CsvSource source, CsvWriteOptions options, MemoryBudget budget)
      throws Exception {
    Path file = folder.resolve("copy.csv");
    try (CsvSink sink = CsvSink.create(file, source.schema(), options)) {
      CsvTables.forEach(source, budget, sink::write);
      sink.commit();
    }
    return Files.readString(file);
  }
}
