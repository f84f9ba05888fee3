package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.agg.Interpolation;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.scheduler.Session;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arithmetic of points in time and durations, and aggregates of them, beside {@code java.time}. */
class DurationFrameTest {
  record Row(
      LocalDate day,
      LocalDate other,
      LocalDateTime at,
      Instant instant,
      LocalTime time,
      @Nullable Duration d,
      Duration e,
      long n,
      double x) {}

  private static final Duration D = Duration.ofHours(5).plusMillis(1);
  private static final Row ROW =
      new Row(
          LocalDate.of(2024, 3, 1),
          LocalDate.of(2023, 3, 1),
          LocalDateTime.parse("2024-03-01T12:34:56.000789"),
          Instant.parse("2024-03-01T23:30:00Z"),
          LocalTime.of(22, 0, 1),
          D,
          Duration.ofSeconds(-7),
          3,
          2.5);
  private static final Row NULL =
      new Row(ROW.day, ROW.other, ROW.at, ROW.instant, ROW.time, null, Duration.ZERO, 0, 0.5);

  private static List<@Nullable Object> both(Column column) {
    List<@Nullable Object> values = new ArrayList<>();
    try (Table table =
        Frames.of(Row.class, List.of(ROW, NULL)).toFrame().select(column.as("v"), "n").collect()) {
      int first = table.longs("n")[0] == 3 ? 0 : 1;
      values.add(table.get(first, "v"));
      values.add(table.get(1 - first, "v"));
    }
    return values;
  }

  private static @Nullable Object one(Column column) {
    return both(column).getFirst();
  }

  @Test
  void differencesAreDurations() {
    assertThat(one(col("day").minus(col("other")))).isEqualTo(Duration.ofDays(366));
    assertThat(one(col("day").minus("2024-02-28"))).isEqualTo(Duration.ofDays(2));
    assertThat(one(col("at").minus(col("day"))))
        .isEqualTo(Duration.between(ROW.day.atStartOfDay(), ROW.at));
    assertThat(one(col("day").minus(col("at"))))
        .isEqualTo(Duration.between(ROW.at, ROW.day.atStartOfDay()));
    assertThat(one(col("time").minus(LocalTime.of(23, 0))))
        .isEqualTo(Duration.between(LocalTime.of(23, 0), ROW.time));
    assertThat(one(col("instant").minus(Instant.parse("2024-03-01T00:00:00Z"))))
        .isEqualTo(Duration.ofMinutes(23 * 60 + 30));
    assertThatThrownBy(() -> one(col("instant").minus(col("at"))))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> one(col("day").plus(col("other")))).isInstanceOf(PlanException.class);
  }

  @Test
  void datesAndTimesMakeTimestamps() {
    assertThat(one(col("day").plus(col("time")))).isEqualTo(ROW.day.atTime(ROW.time));
    assertThat(one(col("time").plus(col("day")))).isEqualTo(ROW.day.atTime(ROW.time));
    assertThat(one(col("at").dt().date().plus(col("at").dt().time()))).isEqualTo(ROW.at);
    assertThat(one(col("at").dt().time())).isEqualTo(ROW.at.toLocalTime());
    assertThat(one(col("instant").dt().inZone("Europe/Oslo").dt().time()))
        .isEqualTo(LocalTime.of(0, 30));
    assertThat(one(col("time").plus(Duration.ofHours(3)))).isEqualTo(LocalTime.of(1, 0, 1));
    assertThat(one(makeTime(23, 59, 59.9999999))).isEqualTo(LocalTime.of(23, 59, 59, 999_999_000));
    assertThat(one(makeTime(col("n"), 4, 5.25))).isEqualTo(LocalTime.of(3, 4, 5, 250_000_000));
    assertThatThrownBy(() -> one(makeTime(24, 0, 0))).hasMessageContaining("there is no time");
  }

  @Test
  void multiplesAndParts() {
    assertThat(both(col("d").times(col("n")))).containsExactly(D.multipliedBy(3), null);
    assertThat(one(col("n").times(col("d")))).isEqualTo(D.multipliedBy(3));
    assertThat(one(lit(Duration.ofMinutes(2)).times(col("n")))).isEqualTo(Duration.ofMinutes(6));
    assertThat(one(col("d").times(2.5))).isEqualTo(Duration.ofMinutes(750).plusNanos(2_500_000));
    assertThat(one(col("e").times(col("x")))).isEqualTo(Duration.ofMillis(-17_500));
    assertThat(both(col("e").divide(col("n"))))
        .containsExactly(Duration.ofNanos(-2_333_333_333L), null);
    assertThat(one(col("e").quotient(2))).isEqualTo(Duration.ofMillis(-3500));
    assertThat(one(col("e").divide(col("x")))).isEqualTo(Duration.ofMillis(-2800));
    assertThat(one(col("d").divide(Duration.ofHours(1)))).isEqualTo(5 + 1 / 3_600_000.0);
    assertThat(one(col("d").quotient(Duration.ofHours(2)))).isEqualTo(2L);
    assertThat(both(col("d").mod(col("e"))))
        .containsExactly(Duration.ofNanos(D.toNanos() % -7_000_000_000L), null);
    assertThat(both(lit(Duration.ofHours(1)).quotient(col("e")))).containsExactly(-514L, null);
  }

  @Test
  void signsAndUnits() {
    assertThat(one(col("d").negate())).isEqualTo(D.negated());
    assertThat(one(col("e").abs())).isEqualTo(Duration.ofSeconds(7));
    assertThat(both(col("e").sign())).containsExactly(-1L, 0L);
    Column d = col("d").plus(Duration.ofDays(3));
    assertThat(one(d.duration().toDays())).isEqualTo(3L);
    assertThat(one(d.duration().toHours())).isEqualTo(77L);
    assertThat(one(d.duration().toMinutes())).isEqualTo(77L * 60);
    assertThat(one(d.duration().toSeconds())).isEqualTo(77L * 3600);
    assertThat(one(d.duration().toMillis())).isEqualTo(77L * 3_600_000 + 1);
    assertThat(one(d.duration().toMicros())).isEqualTo(77L * 3_600_000_000L + 1000);
    assertThat(one(d.duration().toNanos())).isEqualTo(77L * 3_600_000_000_000L + 1_000_000);
    assertThat(one(col("e").duration().toMinutes())).isEqualTo(0L);
    assertThatThrownBy(() -> one(col("n").duration().toDays())).isInstanceOf(PlanException.class);
  }

  @Test
  void timesAreClipped() {
    assertThat(one(col("day").clip("2023-01-01", col("other")))).isEqualTo(ROW.other);
    assertThat(one(col("other").clip(col("day"), LocalDate.MAX.withYear(5000)))).isEqualTo(ROW.day);
    assertThat(one(col("at").clip(ROW.day, col("at").plus(Duration.ofHours(1))))).isEqualTo(ROW.at);
    assertThat(one(col("time").clip("06:00", "18:00"))).isEqualTo(LocalTime.of(18, 0));
    assertThat(both(col("d").clip(col("e"), Duration.ofHours(1))))
        .containsExactly(Duration.ofHours(1), null);
    assertThatThrownBy(() -> one(col("day").clip(1, 2))).isInstanceOf(PlanException.class);
  }

  @Test
  void textIsIso8601() {
    assertThat(one(col("d").cast(DType.UTF8))).isEqualTo("PT5H0.001S");
    assertThat(one(lit("PT-1.5S").cast(DType.duration(TimeUnit.MILLI))))
        .isEqualTo(Duration.ofMillis(-1500));
    assertThat(both(col("d").cast(DType.UTF8).cast(DType.duration(TimeUnit.MICRO))))
        .containsExactly(D, null);
  }

  @Test
  void whatDoesNotFitIsAnError() {
    DType micros = DType.duration(TimeUnit.MICRO);
    Column most = lit(Duration.ofSeconds(Long.MAX_VALUE / 1_000_000)).minus(col("e").cast(micros));
    for (Column column :
        List.of(
            most.times(col("n").plus(2)),
            most.times(col("x").plus(1)),
            most.duration().toNanos(),
            col("e").divide(col("n").times(0.0)))) {
      assertThatThrownBy(() -> one(column))
          .isInstanceOf(TaskFailedException.class)
          .hasRootCauseInstanceOf(ComputeException.class)
          .rootCause()
          .hasMessageContaining("does not fit");
    }
    assertThatThrownBy(() -> one(col("d").times(col("d")))).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> one(col("n").divide(col("d")))).isInstanceOf(PlanException.class);
  }

  record Event(int key, @Nullable Duration d, LocalDateTime at, LocalTime time, LocalDate day) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aggregates(int workers) {
    SplittableRandom random = new SplittableRandom(5);
    List<Event> events = new ArrayList<>();
    LocalDateTime start = LocalDateTime.of(1950, 1, 1, 0, 0);
    for (int i = 0; i < 4000; i++) {
      Duration d =
          i % 7 == 0 ? null : Duration.ofNanos(1000 * random.nextLong(-(1L << 42), 1L << 42));
      LocalDateTime at = start.plusNanos(1000 * random.nextLong(1L << 52));
      events.add(new Event(i % 5, d, at, at.toLocalTime(), at.toLocalDate()));
    }
    events.add(new Event(9, null, start, LocalTime.NOON, start.toLocalDate()));
    DataFrame groups =
        Frames.of(Event.class, events)
            .toFrame()
            .groupBy("key")
            .agg(
                sum("d").as("sum"),
                mean("d").as("mean"),
                median("d").as("median"),
                quantile("d", 0.25).as("quarter"),
                quantile("d", 0.25, Interpolation.LOWER).as("lower"),
                min("d").as("min"),
                max("d").as("max"),
                mode("d").as("mode"),
                mean("at").as("meanAt"),
                median("at").as("medianAt"),
                mean("time").as("meanTime"),
                mode("day").as("modeDay"),
                argMax("day", "d").as("argMax"))
            .sort("key");
    try (Session session = Session.local().workers(workers).memory("512m").open()) {
      session.run(
          () -> {
            try (Table table = groups.collect()) {
              for (int row = 0; row < 5; row++) {
                check(table, row, events.stream().filter(keyed(row)).toList());
              }
              for (String none : List.of("sum", "mean", "median", "min", "mode", "argMax")) {
                assertThat(table.get(5, none)).as(none).isNull();
              }
              assertThat(table.get(5, "meanAt")).isEqualTo(start);
            }
          });
    }
  }

  private static Predicate<Event> keyed(int key) {
    return event -> event.key() == key;
  }

  private static void check(Table table, int row, List<Event> events) {
    long[] nanos =
        events.stream()
            .filter(e -> e.d() != null)
            .mapToLong(e -> e.d().toNanos())
            .sorted()
            .toArray();
    long sum = Arrays.stream(nanos).sum();
    assertThat(table.get(row, "sum")).isEqualTo(Duration.ofNanos(sum));
    assertThat(table.get(row, "mean")).isEqualTo(Duration.ofNanos(average(nanos)));
    assertThat(table.get(row, "median")).isEqualTo(Duration.ofNanos(between(nanos, 0.5)));
    assertThat(table.get(row, "quarter")).isEqualTo(Duration.ofNanos(between(nanos, 0.25)));
    assertThat(table.get(row, "lower"))
        .isEqualTo(Duration.ofNanos(nanos[(int) ((nanos.length - 1) * 0.25)]));
    assertThat(table.get(row, "min")).isEqualTo(Duration.ofNanos(nanos[0]));
    assertThat(table.get(row, "max")).isEqualTo(Duration.ofNanos(nanos[nanos.length - 1]));
    assertThat(table.get(row, "mode")).isEqualTo(Duration.ofNanos(nanos[0]));
    LocalDateTime epoch = LocalDateTime.of(1970, 1, 1, 0, 0);
    long[] at =
        events.stream()
            .mapToLong(e -> Duration.between(epoch, e.at()).toNanos() / 1000)
            .sorted()
            .toArray();
    assertThat(table.get(row, "meanAt")).isEqualTo(epoch.plus(micros(average(at))));
    assertThat(table.get(row, "medianAt")).isEqualTo(epoch.plus(micros(between(at, 0.5))));
    long[] times = events.stream().mapToLong(e -> e.time().toNanoOfDay()).toArray();
    assertThat(table.get(row, "meanTime")).isEqualTo(LocalTime.ofNanoOfDay(average(times)));
    LocalDate last =
        events.stream()
            .filter(e -> Duration.ofNanos(nanos[nanos.length - 1]).equals(e.d()))
            .findFirst()
            .orElseThrow()
            .day();
    assertThat(table.get(row, "argMax")).isEqualTo(last);
  }

  private static Duration micros(long micros) {
    return Duration.ofSeconds(Math.floorDiv(micros, 1_000_000L))
        .plusNanos(1000 * Math.floorMod(micros, 1_000_000L));
  }

  private static long average(long[] values) {
    BigDecimal sum = BigDecimal.ZERO;
    for (long value : values) {
      sum = sum.add(BigDecimal.valueOf(value));
    }
    BigDecimal half = new BigDecimal("0.5");
    return sum.divide(BigDecimal.valueOf(values.length), 20, RoundingMode.FLOOR)
        .add(half)
        .setScale(0, RoundingMode.FLOOR)
        .longValueExact();
  }

  private static long between(long[] sorted, double q) {
    double place = q * (sorted.length - 1);
    int low = (int) Math.floor(place);
    double part = place - low;
    return part == 0
        ? sorted[low]
        : sorted[low] + Math.round((sorted[low + 1] - sorted[low]) * part);
  }

  @Test
  void sumsThatDoNotFitNameTheirColumn() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Duration most = Duration.ofNanos(Long.MAX_VALUE);
      rows.add(new Row(ROW.day, ROW.other, ROW.at, ROW.instant, ROW.time, most, most, i, 0));
    }
    DataFrame frame = Frames.of(Row.class, rows).toFrame();
    assertThatThrownBy(() -> frame.agg(sum("d")).collect())
        .rootCause()
        .hasMessageContaining("sum of")
        .hasMessageContaining("coarser unit");
    try (Table table = frame.agg(mean("d").as("m")).collect()) {
      assertThat(table.get(0, "m")).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    }
    assertThatThrownBy(() -> frame.agg(mean("day")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cast it to a timestamp");
  }
}
