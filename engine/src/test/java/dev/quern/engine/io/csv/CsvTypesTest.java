package dev.quern.engine.io.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.DataException;
import dev.quern.engine.io.csv.CsvOptions.Conflicts;
import dev.quern.engine.memory.LeakCheck;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What texts mean: as inferred types and as declared ones. */
@ExtendWith(LeakCheck.class)
final class CsvTypesTest {
  private static final DType MICROS = DType.timestamp(TimeUnit.MICRO);
  private static final DType INSTANTS = DType.timestamp(TimeUnit.MICRO, "UTC");

  @TempDir Path folder;

  private DType inferred(String... values) {
    Path file = CsvTables.write(folder, "x,y\n" + String.join(",\n", values) + ",\n");
    return dev.quern.engine.io.csv.CsvSource.open(List.of(file), CsvOptions.DEFAULTS)
        .schema()
        .field("x")
        .type();
  }

  @Test
  void typesAreTheNarrowestThatHoldAllValues() {
    assertThat(inferred("1", "-2", "", "9223372036854775807")).isEqualTo(DType.INT64);
    assertThat(inferred("1", "2.5", "-.5", "1e3", "NaN")).isEqualTo(DType.FLOAT64);
    assertThat(inferred("true", "", "False")).isEqualTo(DType.BOOL);
    assertThat(inferred("2024-02-29", "1969-01-01")).isEqualTo(DType.DATE);
    assertThat(inferred("2024-02-29", "2024-01-01 10:00")).isEqualTo(MICROS);
    assertThat(inferred("2024-01-01T10:00:00.123456789")).isEqualTo(DType.timestamp(TimeUnit.NANO));
    assertThat(inferred("2024-01-01T10:00:00Z", "2024-01-01T10:00:00.5+02:00")).isEqualTo(INSTANTS);
    assertThat(inferred("abc", "1")).isEqualTo(DType.UTF8);
    assertThat(inferred("", "")).isEqualTo(DType.UTF8);
    assertThat(inferred("\"1\"", "2")).isEqualTo(DType.INT64);
  }

  @Test
  void whatNumbersWouldLoseStaysText() {
    assertThat(inferred("00501", "10001")).isEqualTo(DType.UTF8);
    assertThat(inferred("10001", "00501")).isEqualTo(DType.UTF8);
    assertThat(inferred("+4712345678")).isEqualTo(DType.UTF8);
    assertThat(inferred("007.5")).isEqualTo(DType.UTF8);
    assertThat(inferred("0", "-0.5", "0.25")).isEqualTo(DType.FLOAT64);
    assertThat(inferred("0x1F")).isEqualTo(DType.UTF8);
    assertThat(inferred("1d", "2f")).isEqualTo(DType.UTF8);
    assertThat(inferred("1_000")).isEqualTo(DType.UTF8);
  }

  @Test
  void conflictsWidenAndTypesWithNothingInCommonBecomeText() {
    assertThat(inferred("1", "true")).isEqualTo(DType.UTF8);
    assertThat(inferred("2024-01-01", "1")).isEqualTo(DType.UTF8);
    assertThat(inferred("2024-01-01T10:00:00Z", "2024-01-01T10:00:00")).isEqualTo(DType.UTF8);
    assertThat(inferred("2024-02-30")).isEqualTo(DType.UTF8);
    assertThat(inferred("2023-02-29")).isEqualTo(DType.UTF8);
    assertThat(inferred("2024-01-01T24:00:00")).isEqualTo(DType.UTF8);
    assertThat(TypeInference.widen(DType.DATE, DType.timestamp(TimeUnit.NANO)))
        .isEqualTo(DType.timestamp(TimeUnit.NANO));
    assertThat(TypeInference.widen(DType.timestamp(TimeUnit.NANO), MICROS))
        .isEqualTo(DType.timestamp(TimeUnit.NANO));
  }

  /* The one value as the type, or null when it is none. */
  private @Nullable Object read(DType type, String text, MemoryBudget budget) {
    CsvOptions options = CsvOptions.DEFAULTS.withType("x", type).withConflicts(Conflicts.NULL);
    Path file = CsvTables.write(folder, "x,y\n\"" + text + "\",\n");
    List<List<@Nullable Object>> rows = CsvTables.rows(file, options, budget);
    return rows.getFirst().getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-1,-1",
    "+7,7",
    "007,7",
    "12345678,12345678",
    "123456789,123456789",
    "-9223372036854775808,-9223372036854775808",
    "9223372036854775807,9223372036854775807",
    "9223372036854775808,",
    "-9223372036854775809,",
    "92233720368547758070,",
    "1234567890123456,1234567890123456",
    "-1234567890123456,-1234567890123456",
    "12345678901234567,12345678901234567",
    "00000000000000000000000000000001,1",
    "1.0,",
    "-,",
    "1-,",
    "'1 ',",
    "1a,",
    "٣,"
  })
  void integers(String text, @Nullable Long value, MemoryBudget budget) {
    assertThat(read(DType.INT64, text, budget)).isEqualTo(value);
  }

  @Test
  void narrowIntegersAreChecked(MemoryBudget budget) {
    assertThat(read(DType.INT8, "-128", budget)).isEqualTo((byte) -128);
    assertThat(read(DType.INT8, "128", budget)).isNull();
    assertThat(read(DType.INT16, "32767", budget)).isEqualTo((short) 32767);
    assertThat(read(DType.INT16, "-32769", budget)).isNull();
    assertThat(read(DType.INT32, "-2147483648", budget)).isEqualTo(Integer.MIN_VALUE);
    assertThat(read(DType.INT32, "2147483648", budget)).isNull();
    assertThat(read(DType.INT32, "99999999999999999999", budget)).isNull();
  }

  @Test
  void booleansDeclaredHaveMoreSpellings(MemoryBudget budget) {
    for (String text : List.of("true", "T", "YES", "y", "1", "tRuE")) {
      assertThat(read(DType.BOOL, text, budget)).as(text).isEqualTo(true);
    }
    for (String text : List.of("false", "F", "No", "n", "0")) {
      assertThat(read(DType.BOOL, text, budget)).as(text).isEqualTo(false);
    }
    for (String text : List.of("2", "tru", "\u0011", "truee")) {
      assertThat(read(DType.BOOL, text, budget)).as(text).isNull();
    }
  }

  @Test
  void datesAndTimestamps(MemoryBudget budget) {
    assertThat(read(DType.DATE, "0000-01-01", budget)).isEqualTo(LocalDate.of(0, 1, 1));
    assertThat(read(DType.DATE, "+12345-06-07", budget)).isEqualTo(LocalDate.of(12345, 6, 7));
    assertThat(read(DType.DATE, "2024-13-01", budget)).isNull();
    assertThat(read(DType.DATE, "2024-1-1", budget)).isNull();
    assertThat(read(MICROS, "1969-12-31 23:59:59.999999", budget))
        .isEqualTo(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000));
    assertThat(read(MICROS, "2024-01-01T10:00:00.1234567", budget)).isNull();
    assertThat(read(MICROS, "2024-01-01T10:00:00.1234560", budget))
        .isEqualTo(LocalDateTime.of(2024, 1, 1, 10, 0, 0, 123_456_000));
    assertThat(read(MICROS, "2024-01-01T10:00Z", budget)).isNull();
    assertThat(read(MICROS, "2024-01-01", budget)).isEqualTo(LocalDateTime.of(2024, 1, 1, 0, 0));
    assertThat(read(INSTANTS, "2024-01-01T10:00+0530", budget))
        .isEqualTo(Instant.parse("2024-01-01T04:30:00Z"));
    assertThat(read(INSTANTS, "2024-01-01T10:00:00-03", budget))
        .isEqualTo(Instant.parse("2024-01-01T13:00:00Z"));
    assertThat(read(INSTANTS, "2024-01-01T10:00:00", budget))
        .isEqualTo(Instant.parse("2024-01-01T10:00:00Z"));
    assertThat(read(INSTANTS, "2024-01-01T10:00:00+19:00", budget)).isNull();
    assertThat(read(DType.timestamp(TimeUnit.NANO), "2262-04-12T00:00:00", budget)).isNull();
    assertThat(read(MICROS, "2024-01-01T10:60:00", budget)).isNull();
    assertThat(read(MICROS, "2024-01-01Tab:cd", budget)).isNull();
    assertThat(read(MICROS, "2024-01-01T", budget)).isNull();
  }

  @Test
  void everyDayFromYear0To9999IsRead(MemoryBudget budget) {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder text = new StringBuilder("d\n");
    List<List<Object>> expected = new ArrayList<>();
    for (long day = LocalDate.of(0, 1, 1).toEpochDay();
        day <= LocalDate.of(9999, 12, 31).toEpochDay();
        day += 1 + random.nextInt(20)) {
      LocalDate date = LocalDate.ofEpochDay(day);
      text.append(date).append('\n');
      expected.add(List.of(date));
    }
    Path file = CsvTables.write(folder, text.toString());
    assertThat(CsvTables.rows(file, CsvOptions.DEFAULTS, budget)).isEqualTo(expected);
  }

  @Test
  void decimalsAreExact(MemoryBudget budget) {
    DType money = DType.decimal(9, 2);
    assertThat(read(money, "-1234567.89", budget)).isEqualTo(new BigDecimal("-1234567.89"));
    assertThat(read(money, "12345678.9", budget)).isNull();
    assertThat(read(money, "1.005", budget)).isNull();
    assertThat(read(money, "1.00500", budget)).isNull();
    assertThat(read(money, "1.500", budget)).isEqualTo(new BigDecimal("1.50"));
    assertThat(read(money, "1.5e2", budget)).isEqualTo(new BigDecimal("150.00"));
    assertThat(read(money, "1e999999999", budget)).isNull();
    assertThat(read(money, "0e999999999", budget)).isEqualTo(new BigDecimal("0.00"));
    BigDecimal wide = new BigDecimal("-1234567890123456789012345678.0123456789");
    assertThat(read(DType.decimal(38, 10), wide.toPlainString(), budget)).isEqualTo(wide);
  }

  @Test
  void binaryIsHexadecimal(MemoryBudget budget) {
    assertThat(read(DType.BINARY, "0x00fFa1", budget))
        .isEqualTo(new byte[] {0, (byte) 0xff, (byte) 0xa1});
    assertThat(read(DType.BINARY, "0x", budget)).isEqualTo(new byte[0]);
    assertThat(read(DType.BINARY, "0x0", budget)).isNull();
    assertThat(read(DType.BINARY, "00", budget)).isNull();
    assertThat(read(DType.BINARY, "0xg0", budget)).isNull();
  }

  @Test
  void doublesAreRoundedCorrectly(MemoryBudget budget) {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder("d,f\n");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      String number = randomNumber(random);
      texts.add(number);
      text.append(number).append(',').append(number).append('\n');
    }
    CsvOptions options =
        CsvOptions.DEFAULTS.withType("d", DType.FLOAT64).withType("f", DType.FLOAT32);
    List<List<@Nullable Object>> rows =
        CsvTables.rows(CsvTables.write(folder, text.toString()), options, budget);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(rows.get(i))
          .as("%s, row %d, seed %d", texts.get(i), i, seed)
          .isEqualTo(List.of(Double.parseDouble(texts.get(i)), Float.parseFloat(texts.get(i))));
    }
  }

  private static String randomNumber(SplittableRandom random) {
    double any = Double.longBitsToDouble(random.nextLong());
    return switch (random.nextInt(8)) {
      case 0 -> Double.toString(Double.isFinite(any) ? any : 0);
      case 1 -> Long.toString(random.nextLong());
      case 2 -> String.format(Locale.ROOT, "%.6f", random.nextDouble(-100, 100));
      case 3 -> String.format(Locale.ROOT, "%.16f", random.nextDouble(-100, 100));
      case 4 -> String.format(Locale.ROOT, "%.20f", random.nextDouble(1e8));
      case 5 -> String.format(Locale.ROOT, "%.3e", Double.isFinite(any) ? any : 1.0);
      case 6 -> random.nextInt(100) + "." + random.nextLong(1L << 60);
      default -> "-0." + "0".repeat(random.nextInt(20)) + random.nextInt(1, 1000);
    };
  }

  @Test
  void notANumberAndTheInfinities(MemoryBudget budget) {
    assertThat(read(DType.FLOAT64, "NaN", budget)).isEqualTo(Double.NaN);
    assertThat(read(DType.FLOAT64, "-inf", budget)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(read(DType.FLOAT32, "+Infinity", budget)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(read(DType.FLOAT64, "-0", budget)).isEqualTo(-0.0);
    for (String text : List.of("5.", ".5", "1e+5", "1E-5")) {
      assertThat(read(DType.FLOAT64, text, budget)).isEqualTo(Double.parseDouble(text));
    }
    for (String text : List.of(".", "e5", "1e", "1e+", "--1", "1.2.3", "0x1p3", "1d", "-NaN")) {
      assertThat(read(DType.FLOAT64, text, budget)).as(text).isNull();
    }
  }

  @Test
  void quotedNullTextsAreTextInTextColumnsOnly(MemoryBudget budget) {
    CsvOptions options = CsvOptions.DEFAULTS.withNullTexts("", "NA").withType("i", DType.INT64);
    Path file = CsvTables.write(folder, "i,s\nNA,NA\n\"NA\",\"NA\"\n,\n\"\",\"\"\n1,x\n");
    List<List<@Nullable Object>> rows = CsvTables.rows(file, options, budget);
    assertThat(rows.stream().map(List::getFirst)).containsExactly(null, null, null, null, 1L);
    assertThat(rows.stream().map(List::getLast)).containsExactly(null, "NA", null, "", "x");
  }

  @Test
  void aDeclaredTypeWinsOverWhatTheTextLooksLike(MemoryBudget budget) {
    Path file = CsvTables.write(folder, "zip,n\n10001,1\n");
    CsvOptions options =
        CsvOptions.DEFAULTS.withType("zip", DType.UTF8).withType("n", DType.FLOAT64);
    assertThat(CsvTables.rows(file, options, budget)).isEqualTo(List.of(List.of("10001", 1.0)));
    assertThatThrownBy(() -> CsvTables.rows(file, options.withType("n", DType.DATE), budget))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.csv:2:2: '1' is no date");
  }
}
