package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.scheduler.Session;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of dates and timestamps, sequences of them and of integers, and grids of times. */
class TimeRangeTest {
  private static final LocalDate DAY = LocalDate.of(2024, 1, 31);
  private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");

  private static List<@Nullable Object> values(DataFrame frame, String column) {
    List<@Nullable Object> values = new ArrayList<>();
    try (Table table = frame.collect()) {
      for (int row = 0; row < table.rows(); row++) {
        values.add(table.get(row, column));
      }
    }
    return values;
  }

  @Test
  void rangesOfDates() {
    assertThat(values(dateRange(DAY, LocalDate.of(2024, 5, 31), "1mo"), "date"))
        .containsExactly(
            DAY,
            LocalDate.of(2024, 2, 29),
            LocalDate.of(2024, 3, 31),
            LocalDate.of(2024, 4, 30),
            LocalDate.of(2024, 5, 31));
    assertThat(values(dateRange(DAY, DAY.plusDays(20), Period.ofWeeks(1)), "date"))
        .containsExactly(DAY, DAY.plusDays(7), DAY.plusDays(14));
    assertThat(values(dateRange(DAY, DAY.minusDays(2), Duration.ofDays(-1)), "date"))
        .containsExactly(DAY, DAY.minusDays(1), DAY.minusDays(2));
    assertThat(values(dateRange(DAY, DAY.minusDays(1), "1d"), "date")).isEmpty();
    assertThat(values(dateRange(DAY, DAY, "1y"), "date")).containsExactly(DAY);
    assertThat(values(dateRange(DAY, LocalDate.of(2024, 4, 10), "1mo1d"), "date"))
        .containsExactly(DAY, LocalDate.of(2024, 3, 1), LocalDate.of(2024, 4, 2));
  }

  @Test
  void rangesOfTimestamps() {
    LocalDateTime start = LocalDateTime.of(2024, 3, 30, 23, 30);
    assertThat(values(dateRange(start, start.plusHours(1), "20m"), "time"))
        .containsExactly(start, start.plusMinutes(20), start.plusMinutes(40), start.plusHours(1));
    assertThat(values(dateRange(start, start.plusNanos(5), Duration.ofNanos(2)), "time"))
        .containsExactly(start, start.plusNanos(2), start.plusNanos(4));
    Instant instant = Instant.parse("2024-03-30T23:30:00Z");
    DataFrame instants = dateRange(instant, instant.plusSeconds(90), "1m");
    assertThat(values(instants, "time")).containsExactly(instant, instant.plusSeconds(60));
    assertThat(instants.schema().field("time").type())
        .isEqualTo(DType.timestamp(TimeUnit.MICRO, "UTC"));
  }

  @Test
  void daysOfAZoneBeginAtTheSameTimeOfDay() {
    ZonedDateTime start = ZonedDateTime.of(LocalDateTime.of(2024, 3, 29, 12, 0), OSLO);
    List<@Nullable Object> days = values(dateRange(start, start.plusDays(4), "1d"), "time");
    List<@Nullable Object> hours =
        values(dateRange(start, start.plusDays(4), Duration.ofHours(12)), "time");
    List<Instant> expected = new ArrayList<>();
    for (int i = 0; i <= 4; i++) {
      expected.add(start.plusDays(i).toInstant());
    }
    assertThat(days).containsExactlyElementsOf(expected);
    assertThat(hours).hasSize(8);
    assertThat(expected.get(2)).isEqualTo(expected.get(1).plus(Duration.ofHours(23)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void longRangesAreMadeInParts(int workers) {
    try (Session session = Session.local().workers(workers).memory("256m").open()) {
      session.run(
          () -> {
            LocalDateTime start = LocalDateTime.of(2000, 1, 1, 0, 0);
            DataFrame minutes = dateRange(start, start.plusMinutes(1_199_999), "1m");
            assertThat(minutes.count()).isEqualTo(1_200_000);
            try (Table table =
                minutes
                    .filter(col("time").dt().minute().eq(0))
                    .agg(count().as("n"), max("time").as("last"))
                    .collect()) {
              assertThat(table.longs("n")[0]).isEqualTo(20_000);
              assertThat(table.get(0, "last")).isEqualTo(start.plusMinutes(1_199_940));
            }
            DataFrame months = dateRange(LocalDate.of(-2_000, 1, 31), DAY, "1mo");
            assertThat(months.count()).isEqualTo(4_024L * 12 + 1);
          });
    }
  }

  @Test
  void refusesRangesWithoutAnEnd() {
    LocalDateTime time = DAY.atStartOfDay();
    assertThatThrownBy(() -> dateRange(DAY, DAY, "0d"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("never ends");
    assertThatThrownBy(() -> dateRange(DAY, DAY, "1mo-1d"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("both ways");
    assertThatThrownBy(() -> dateRange(DAY, DAY, "1h"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("whole number of days");
    assertThatThrownBy(() -> dateRange(DAY, time, "1d")).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> dateRange(LocalTime.NOON, LocalTime.NOON, "1h"))
        .isInstanceOf(PlanException.class);
  }

  record Spell(long id, @Nullable LocalDate first, LocalDate last, long step, LocalDateTime at) {}

  private static DataFrame spells() {
    return Frames.of(
            Spell.class,
            List.of(
                new Spell(1, DAY, DAY.plusMonths(3), 3, DAY.atTime(1, 0)),
                new Spell(2, DAY, DAY.minusDays(1), -2, DAY.atTime(2, 0)),
                new Spell(3, null, DAY, 1, DAY.atTime(3, 0))))
        .toFrame();
  }

  private static List<@Nullable Object> lists(Column column) {
    return values(spells().select("id", column.as("v")).sort("id"), "v");
  }

  @Test
  void sequencesOfDatesAndTimestamps() {
    assertThat(lists(dateSequence(col("first"), col("last"), "1mo")))
        .containsExactly(
            List.of(
                DAY,
                LocalDate.of(2024, 2, 29),
                LocalDate.of(2024, 3, 31),
                LocalDate.of(2024, 4, 30)),
            List.of(),
            null);
    assertThat(lists(dateSequence("2024-01-30", col("first"), Duration.ofDays(1))))
        .containsExactly(List.of(DAY.minusDays(1), DAY), List.of(DAY.minusDays(1), DAY), null);
    Column later = col("at").plus(Duration.ofMinutes(50));
    assertThat(lists(dateSequence(col("at"), later, "30m")).getFirst())
        .isEqualTo(List.of(DAY.atTime(1, 0), DAY.atTime(1, 30)));
    Column dayBefore = interval(0, col("step").times(0).minus(1), 0);
    assertThat(lists(dateSequence(col("last"), DAY.minusDays(3), dayBefore)).get(2))
        .isEqualTo(List.of(DAY, DAY.minusDays(1), DAY.minusDays(2), DAY.minusDays(3)));
    DataFrame rows =
        spells()
            .select("id", dateSequence(DAY, col("last"), "1mo").as("day"))
            .explode("day")
            .groupBy("id")
            .agg(max("day").as("day"), count().as("n"))
            .sort("id");
    try (Table table = rows.collect()) {
      assertThat(table.longs("n")).containsExactly(4, 1, 1);
      assertThat(table.get(1, "day")).isNull();
    }
  }

  @Test
  void sequencesThatAreTooLongAreAnError() {
    assertThatThrownBy(
            () -> lists(dateSequence(col("at"), col("at").plus(Period.ofYears(1)), "1s")))
        .hasRootCauseInstanceOf(ComputeException.class)
        .rootCause()
        .hasMessageContaining("16,777,216 at most");
    assertThatThrownBy(() -> lists(dateSequence(col("at"), col("at"), "0s")))
        .rootCause()
        .hasMessageContaining("never ends");
    assertThatThrownBy(() -> lists(dateSequence(col("first"), col("last"), 1)))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> lists(dateSequence(col("at"), col("id"), "1d")))
        .isInstanceOf(PlanException.class);
    assertThat(CalendarInterval.of("1q2h"))
        .isEqualTo(new CalendarInterval(3, 0, 7_200_000_000_000L));
  }

  record Reading(@Nullable String sensor, LocalDateTime at, @Nullable Double value) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void upsampling(int workers) {
    LocalDateTime start = LocalDateTime.of(2024, 1, 1, 0, 0);
    List<Reading> readings =
        List.of(
            new Reading("a", start, 1.0),
            new Reading("a", start.plusHours(3), 7.0),
            new Reading("a", start.plusMinutes(90), 100.0),
            new Reading(null, start.plusHours(1), 5.0),
            new Reading(null, start.plusHours(2), null),
            new Reading("b", start, null));
    DataFrame frame = Frames.of(Reading.class, readings).toFrame();
    try (Session session = Session.local().workers(workers).memory("256m").open()) {
      session.run(
          () -> {
            Window series = partitionBy("sensor").orderBy("at");
            DataFrame filled =
                frame
                    .upsample("at", "1h", "sensor")
                    .withColumns(
                        interpolate("value").over(series).as("line"),
                        forwardFill("value").over(series).as("value"))
                    .sort("sensor", "at");
            List<String> rows = new ArrayList<>();
            try (Table table = filled.collect()) {
              assertThat(table.schema().names()).containsExactly("sensor", "at", "value", "line");
              for (int row = 0; row < table.rows(); row++) {
                LocalDateTime at = (LocalDateTime) table.get(row, "at");
                rows.add(
                    "%s %s %s %s"
                        .formatted(
                            table.get(row, "sensor"),
                            at == null ? null : at.getHour(),
                            table.get(row, "value"),
                            table.get(row, "line")));
              }
            }
            assertThat(rows)
                .containsExactly(
                    "a 0 1.0 1.0",
                    "a 1 1.0 3.0",
                    "a 2 1.0 5.0",
                    "a 3 7.0 7.0",
                    "b 0 null null",
                    "null 1 5.0 5.0",
                    "null 2 5.0 null");
            assertThat(frame.upsample("at", Duration.ofMinutes(30)).count()).isEqualTo(8);
          });
    }
    assertThatThrownBy(() -> frame.upsample("value", "1h")).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> frame.upsample("at", "1h", "at")).isInstanceOf(PlanException.class);
  }
}
