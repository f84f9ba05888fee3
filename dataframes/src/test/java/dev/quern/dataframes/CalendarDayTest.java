package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.time.Ambiguity;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Days of the week, business days, cuts, zones and distances by the calendar. */
class CalendarDayTest {
  record Row(LocalDate day, LocalDateTime at, Instant instant, int n) {}

  private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
  private static final List<Row> ROWS = rows();

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    LocalDate first = LocalDate.of(1969, 12, 20);
    for (int i = 0; i < 60; i++) {
      LocalDateTime at = first.plusDays(i).atTime(i % 24, 5 * (i % 12), 1);
      rows.add(new Row(first.plusDays(i), at, at.atZone(OSLO).toInstant(), (i * 7) % 41 - 20));
    }
    return rows;
  }

  private static List<@Nullable Object> values(Column column) {
    List<@Nullable Object> values = new ArrayList<>();
    DataFrame frame =
        Frames.of(Row.class, ROWS)
            .toFrame()
            .withColumn("instant", col("instant").dt().inZone("Europe/Oslo"));
    try (Table table = frame.select("day", column.as("v")).sort("day").collect()) {
      for (int row = 0; row < table.rows(); row++) {
        values.add(table.get(row, "v"));
      }
    }
    return values;
  }

  @Test
  void daysOfTheWeek() {
    for (DayOfWeek day : List.of(DayOfWeek.MONDAY, DayOfWeek.THURSDAY, DayOfWeek.SUNDAY)) {
      assertThat(values(col("day").dt().next(day)))
          .isEqualTo(ROWS.stream().map(r -> r.day().with(TemporalAdjusters.next(day))).toList());
      assertThat(values(col("at").dt().nextOrSame(day)))
          .isEqualTo(
              ROWS.stream().map(r -> r.day().with(TemporalAdjusters.nextOrSame(day))).toList());
      assertThat(values(col("instant").dt().previous(day)))
          .isEqualTo(
              ROWS.stream().map(r -> r.day().with(TemporalAdjusters.previous(day))).toList());
      assertThat(values(col("day").dt().previousOrSame(day)))
          .isEqualTo(
              ROWS.stream().map(r -> r.day().with(TemporalAdjusters.previousOrSame(day))).toList());
    }
    assertThat(values(col("at").dt().firstDay()))
        .isEqualTo(ROWS.stream().map(r -> r.day().withDayOfMonth(1)).toList());
  }

  private static final LocalDate[] HOLIDAYS = {
    LocalDate.of(1970, 1, 1),
    LocalDate.of(1969, 12, 25),
    LocalDate.of(1969, 12, 26),
    LocalDate.of(1969, 12, 27),
    LocalDate.of(1970, 1, 6),
    LocalDate.of(1970, 1, 5),
    LocalDate.of(1970, 1, 1)
  };

  private static boolean isBusinessDay(LocalDate day) {
    return day.getDayOfWeek().getValue() < 6 && !List.of(HOLIDAYS).contains(day);
  }

  private static LocalDate plus(LocalDate day, int count, Predicate<LocalDate> isOne) {
    LocalDate at = day;
    while (count == 0 && !isOne.test(at)) {
      at = at.plusDays(1);
    }
    for (int left = Math.abs(count); left > 0; ) {
      at = at.plusDays(count > 0 ? 1 : -1);
      left -= isOne.test(at) ? 1 : 0;
    }
    return at;
  }

  @Test
  void businessDays() {
    assertThat(values(col("at").dt().isBusinessDay(HOLIDAYS)))
        .isEqualTo(ROWS.stream().map(r -> isBusinessDay(r.day())).toList());
    assertThat(values(col("day").dt().plusBusinessDays(col("n"), HOLIDAYS)))
        .isEqualTo(
            ROWS.stream().map(r -> plus(r.day(), r.n(), CalendarDayTest::isBusinessDay)).toList());
    assertThat(values(col("at").dt().plusBusinessDays(3, HOLIDAYS)))
        .isEqualTo(
            ROWS.stream()
                .map(
                    r ->
                        plus(r.day(), 3, CalendarDayTest::isBusinessDay)
                            .atTime(r.at().toLocalTime()))
                .toList());
    LocalDate start = LocalDate.of(1970, 1, 3);
    assertThat(values(businessDaysBetween(start, col("day"), HOLIDAYS)))
        .isEqualTo(
            ROWS.stream()
                .map(r -> between(start, r.day(), CalendarDayTest::isBusinessDay))
                .toList());
    assertThatThrownBy(() -> values(col("n").dt().isBusinessDay()))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> values(businessDaysBetween(col("at"), col("instant"))))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void businessDaysOfWeekendsOfTheirOwn() {
    // Also of days that lie apart, of one day, of none and of all but one.
    for (List<DayOfWeek> weekend :
        List.of(
            List.of(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY),
            List.of(DayOfWeek.MONDAY, DayOfWeek.THURSDAY),
            List.of(DayOfWeek.WEDNESDAY),
            List.<DayOfWeek>of(),
            List.of(DayOfWeek.values()).subList(1, 7))) {
      BusinessCalendar calendar =
          BusinessCalendar.weekend(weekend.toArray(DayOfWeek[]::new)).withHolidays(HOLIDAYS);
      Predicate<LocalDate> isOne =
          day -> !weekend.contains(day.getDayOfWeek()) && !List.of(HOLIDAYS).contains(day);
      assertThat(values(col("at").dt().isBusinessDay(calendar)))
          .as("%s", calendar)
          .isEqualTo(ROWS.stream().map(r -> isOne.test(r.day())).toList());
      assertThat(values(col("day").dt().plusBusinessDays(col("n"), calendar)))
          .as("%s", calendar)
          .isEqualTo(ROWS.stream().map(r -> plus(r.day(), r.n(), isOne)).toList());
      LocalDate start = LocalDate.of(1970, 1, 3);
      assertThat(values(businessDaysBetween(start, col("day"), calendar)))
          .as("%s", calendar)
          .isEqualTo(ROWS.stream().map(r -> between(start, r.day(), isOne)).toList());
    }
    assertThatThrownBy(() -> BusinessCalendar.weekend(DayOfWeek.values()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no business days");
  }

  private static long between(LocalDate start, LocalDate end, Predicate<LocalDate> isOne) {
    return start.isAfter(end)
        ? -between(end, start, isOne)
        : start.datesUntil(end).filter(isOne).count();
  }

  @Test
  void cutsByText() {
    assertThat(values(col("at").dt().truncate("2h")))
        .isEqualTo(ROWS.stream().map(r -> r.day().atTime(r.at().getHour() / 2 * 2, 0)).toList());
    assertThat(values(col("day").dt().truncate("1q")))
        .isEqualTo(
            ROWS.stream()
                .map(
                    r ->
                        LocalDate.of(
                            r.day().getYear(), (r.day().getMonthValue() - 1) / 3 * 3 + 1, 1))
                .toList());
    assertThat(values(col("day").dt().truncate("1w")))
        .isEqualTo(
            ROWS.stream()
                .map(r -> r.day().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)))
                .toList());
    assertThatThrownBy(() -> col("day").dt().truncate("1mo1d")).isInstanceOf(PlanException.class);
  }

  @Test
  void zonesAreReplaced() {
    ZoneId tokyo = ZoneId.of("Asia/Tokyo");
    assertThat(values(col("instant").dt().replaceZone("Asia/Tokyo", Ambiguity.ERROR)))
        .isEqualTo(ROWS.stream().map(r -> r.at().atZone(tokyo).toInstant()).toList());
    Column twice =
        lit(LocalDateTime.of(2024, 10, 27, 2, 30)).dt().atZone("Europe/Oslo", Ambiguity.LATER);
    assertThat(values(twice.dt().replaceZone("Europe/Paris", Ambiguity.NULL))).containsOnlyNulls();
    assertThatThrownBy(() -> values(twice.dt().replaceZone("Europe/Paris", Ambiguity.ERROR)))
        .hasStackTraceContaining("twice or never");
  }

  record Quote(LocalDate day, int price) {}

  @Test
  void toleranceByTheCalendar() {
    DataFrame quotes =
        Frames.of(
                Quote.class,
                List.of(
                    new Quote(LocalDate.of(2024, 1, 31), 1),
                    new Quote(LocalDate.of(2024, 3, 30), 2)))
            .toFrame();
    List<LocalDate> days =
        List.of(
            LocalDate.of(2024, 2, 29),
            LocalDate.of(2024, 3, 1),
            LocalDate.of(2024, 3, 20),
            LocalDate.of(2024, 4, 30),
            LocalDate.of(2024, 5, 1));
    record Day(LocalDate day) {}
    DataFrame left = Frames.of(Day.class, days.stream().map(Day::new).toList()).toFrame();
    assertThat(prices(left, quotes, AsOf.backward("day").tolerance(Period.ofMonths(1))))
        .containsExactly(1, null, null, 2, null);
    assertThat(prices(left, quotes, AsOf.nearest("day").tolerance(Period.ofMonths(1))))
        .containsExactly(1, 2, 2, 2, null);
    assertThat(prices(left, quotes, AsOf.forward("day").tolerance(Duration.ofDays(10))))
        .containsExactly(null, null, 2, null, null);
    assertThatThrownBy(() -> AsOf.backward("day").tolerance(Period.ofDays(-1)))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(
            () -> left.asofJoin(quotes, AsOf.backward("day").tolerance(Duration.ofHours(1))))
        .isInstanceOf(PlanException.class);
  }

  private static List<@Nullable Object> prices(DataFrame left, DataFrame quotes, AsOf asOf) {
    List<@Nullable Object> prices = new ArrayList<>();
    try (Table table = left.asofJoin(quotes, asOf).sort("day").collect()) {
      for (int row = 0; row < table.rows(); row++) {
        prices.add(table.get(row, "price"));
      }
    }
    return prices;
  }

  @Test
  void timesAreDescribed() {
    DataFrame frame = Frames.of(Row.class, ROWS).toFrame().select("at", "day").describe();
    try (Table table = frame.collect()) {
      for (int row = 0; row < table.rows(); row++) {
        String name = String.valueOf(table.get(row, "statistic"));
        assertThat(table.get(row, "at") == null).as(name).isEqualTo(name.equals("std"));
        assertThat(table.get(row, "day") == null)
            .as(name)
            .isEqualTo(!List.of("count", "nulls", "min", "max").contains(name));
      }
    }
  }
}
