package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.orderBy;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.dataframes.TimeWindows.Side;
import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.scheduler.Session;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of months, weeks and days beside loops over all windows with {@code java.time}. */
class CalendarWindowTest {
  record Event(LocalDateTime at, LocalDate day, Instant instant, long n) {}

  private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
  private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);
  private static final List<Event> EVENTS = events(77);

  private static List<Event> events(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      LocalDateTime at =
          LocalDateTime.of(2023, 11, 1, 0, 0).plusSeconds(random.nextInt(46_000_000));
      if (i % 50 == 0) {
        at = at.toLocalDate().atStartOfDay();
      }
      events.add(new Event(at, at.toLocalDate(), at.atZone(OSLO).toInstant(), i));
    }
    return events;
  }

  private static DataFrame frame() {
    return Frames.of(Event.class, EVENTS)
        .toFrame()
        .withColumn("instant", col("instant").dt().inZone("Europe/Oslo"));
  }

  /* The sums of all windows around the events, by a look at every event for each. */
  private static Map<String, Long> expected(
      LocalDateTime origin, Period every, TemporalAmount period, Side closed, Side label) {
    Map<String, Long> sums = new TreeMap<>();
    for (int k = 0; ; k++) {
      LocalDateTime start = origin.plus(every.multipliedBy(k));
      LocalDateTime end = start.plus(period);
      if (start.getYear() > 2025) {
        return sums;
      }
      if (start.getYear() < 2023) {
        continue;
      }
      long sum = 0;
      long rows = 0;
      for (Event event : EVENTS) {
        int low = event.at().compareTo(start);
        int high = event.at().compareTo(end);
        if (closed == Side.LEFT ? low >= 0 && high < 0 : low > 0 && high <= 0) {
          sum += event.n();
          rows++;
        }
      }
      if (rows > 0) {
        sums.put((label == Side.LEFT ? start : end).toString(), sum);
      }
    }
  }

  private static Map<String, Long> windows(int workers, String time, TimeWindows windows) {
    Map<String, Long> sums = new TreeMap<>();
    try (Session session = Session.local().workers(workers).memory("512m").open()) {
      session.run(
          () -> {
            Column at = time.equals("instant") ? col(time).dt().local() : col(time);
            DataFrame groups =
                frame()
                    .groupByDynamic(time, windows)
                    .agg(sum("n").as("n"))
                    .select(at.as("at"), "n");
            try (Table rows = groups.collect()) {
              for (int row = 0; row < rows.rows(); row++) {
                Object found = rows.get(row, "at");
                String text = found + (found instanceof LocalDate ? "T00:00" : "");
                assertThat(sums.put(text, rows.longs("n")[row])).as(text).isNull();
              }
            }
          });
    }
    return sums;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void monthsQuartersAndYears(int workers) {
    for (String text : List.of("1mo", "1y", "5mo")) {
      TimeWindows windows = TimeWindows.every(text);
      Period every = Period.ofMonths(windows.every().months());
      for (String time : List.of("at", "day", "instant")) {
        assertThat(windows(workers, time, windows))
            .as("%s by %s", time, text)
            .isEqualTo(expected(EPOCH, every, every, Side.LEFT, Side.LEFT));
      }
    }
  }

  @Test
  void weeksBeginOnMondaysOrOnAnyOtherDay() {
    Period week = Period.ofWeeks(1);
    assertThat(windows(2, "day", TimeWindows.every(Duration.ofDays(7))))
        .isEqualTo(expected(EPOCH.minusDays(3), week, week, Side.LEFT, Side.LEFT))
        .containsKey("2024-01-01T00:00");
    for (DayOfWeek first : DayOfWeek.values()) {
      LocalDateTime origin = EPOCH.minusDays(3).plusDays(first.getValue() - 1);
      assertThat(windows(2, "instant", TimeWindows.weeks(first)))
          .isEqualTo(expected(origin, week, week, Side.LEFT, Side.LEFT));
    }
    assertThat(windows(2, "at", TimeWindows.every("2w")))
        .isEqualTo(
            expected(
                EPOCH.minusDays(3), Period.ofWeeks(2), Period.ofWeeks(2), Side.LEFT, Side.LEFT));
  }

  @Test
  void offsetsAndSides() {
    Period month = Period.ofMonths(1);
    for (String time : List.of("at", "instant")) {
      for (Side closed : Side.values()) {
        TimeWindows windows =
            TimeWindows.every(month).withOffset("14d6h").withClosed(closed).withLabel(Side.RIGHT);
        assertThat(windows(2, time, windows))
            .isEqualTo(expected(EPOCH.plusDays(14).plusHours(6), month, month, closed, Side.RIGHT));
      }
    }
    assertThat(windows(2, "day", TimeWindows.every("1q").withOffset(month)))
        .isEqualTo(
            expected(
                EPOCH.plusMonths(1), Period.ofMonths(3), Period.ofMonths(3), Side.LEFT, Side.LEFT));
  }

  @Test
  void daysThatAreLongerOrShorterBeginAtTheSameTimeOfDay() {
    Period day = Period.ofDays(1);
    assertThat(windows(2, "instant", TimeWindows.every("1d").withOffset("6h")))
        .isEqualTo(expected(EPOCH.plusHours(6), day, day, Side.LEFT, Side.LEFT));
  }

  @Test
  void windowsThatOverlapOrLeaveGaps() {
    for (String time : List.of("at", "instant")) {
      assertThat(windows(2, time, TimeWindows.every("1mo").withPeriod("3mo")))
          .isEqualTo(expected(EPOCH, Period.ofMonths(1), Period.ofMonths(3), Side.LEFT, Side.LEFT));
      assertThat(windows(2, time, TimeWindows.every("1mo").withPeriod("45d")))
          .isEqualTo(expected(EPOCH, Period.ofMonths(1), Period.ofDays(45), Side.LEFT, Side.LEFT));
      assertThat(windows(2, time, TimeWindows.every("1mo").withPeriod(Duration.ofHours(36))))
          .isEqualTo(
              expected(EPOCH, Period.ofMonths(1), Duration.ofHours(36), Side.LEFT, Side.LEFT));
      assertThat(windows(2, time, TimeWindows.every("10d").withPeriod("1mo")))
          .isEqualTo(expected(EPOCH, Period.ofDays(10), Period.ofMonths(1), Side.LEFT, Side.LEFT));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void rollingByTheCalendar(int workers) {
    try (Session session = Session.local().workers(workers).memory("512m").open()) {
      session.run(
          () -> {
            for (String length : List.of("1mo", "9d")) {
              for (String time : List.of("at", "day", "instant")) {
                checkRolling(time, length);
              }
            }
          });
    }
  }

  private static void checkRolling(String time, String length) {
    DataFrame frame =
        frame().withColumns(count().over(orderBy(time).rolling(length)).as("c")).sort("n");
    CalendarInterval period = CalendarInterval.of(length);
    try (Table rows = frame.collect()) {
      long[] counts = rows.longs("c");
      for (int i = 0; i < EVENTS.size(); i += 37) {
        Event event = EVENTS.get(i);
        LocalDateTime end = time.equals("day") ? event.day().atStartOfDay() : event.at();
        LocalDateTime start = end.minusMonths(period.months()).minusDays(period.days());
        long expected =
            EVENTS.stream()
                .map(e -> time.equals("day") ? e.day().atStartOfDay() : e.at())
                .filter(at -> at.isAfter(start) && !at.isAfter(end))
                .count();
        assertThat(counts[i]).as("%s before %s", length, end).isEqualTo(expected);
      }
    }
  }

  /* 30 March in the evening looks back further than 31 March at noon does. */
  @Test
  void rollingMonthsStepBackWhereMonthsAreShorter() {
    record Row(LocalDateTime at) {}
    List<Row> rows = new ArrayList<>();
    for (String at : List.of("02-28T13:00", "02-28T22:00", "03-30T20:00", "03-31T12:00")) {
      rows.add(new Row(LocalDateTime.parse("2023-" + at)));
    }
    try (Session session = Session.local().workers(1).memory("512m").open()) {
      session.run(
          () -> {
            try (Table table =
                Frames.of(Row.class, rows)
                    .toFrame()
                    .withColumns(count().over(orderBy("at").rolling("1mo")).as("c"))
                    .sort("at")
                    .collect()) {
              assertThat(table.longs("c")).containsExactly(1, 2, 2, 4);
            }
          });
    }
  }

  @Test
  void refusesWhatHasNoMeaning() {
    DataFrame frame = frame();
    assertThatThrownBy(() -> TimeWindows.every("1mo2d"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("not a mix");
    assertThatThrownBy(() -> TimeWindows.every("1 fortnight"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("write it like 15m");
    assertThatThrownBy(() -> TimeWindows.every("-1d")).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> TimeWindows.every("1d").withOffset("1mo"))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> TimeWindows.every("1d").withPeriod("99999999y"))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> frame.groupByDynamic("day", TimeWindows.every("1mo").withOffset("1h")))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> frame.withColumns(sum("n").over(orderBy("n").rolling("1mo")).as("s")))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> orderBy("at").rolling("1mo1d")).isInstanceOf(PlanException.class);
  }
}
