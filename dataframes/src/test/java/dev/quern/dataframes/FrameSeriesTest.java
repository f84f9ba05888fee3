package dev.quern.dataframes;

import static dev.quern.dataframes.ExponentialWeights.alpha;
import static dev.quern.dataframes.Frames.backwardFill;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.diff;
import static dev.quern.dataframes.Frames.ewmMean;
import static dev.quern.dataframes.Frames.ewmStd;
import static dev.quern.dataframes.Frames.ewmVar;
import static dev.quern.dataframes.Frames.forwardFill;
import static dev.quern.dataframes.Frames.interpolate;
import static dev.quern.dataframes.Frames.interpolateBy;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.pctChange;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.Session;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions of series, each over two interleaved ones; expected values are those of pandas. */
class FrameSeriesTest {
  record Point(String series, LocalDateTime at, LocalDate day, @Nullable Double value, long n) {}

  private static final @Nullable Double[] VALUES = {1.0, 2.0, null, 4.0, 7.0, null, null, 3.0};
  private static final int[] MINUTES = {0, 30, 60, 90, 180, 190, 220, 240};
  private static final LocalDateTime START = LocalDateTime.of(2024, 1, 1, 0, 0);
  private static final Window SERIES = partitionBy("series").orderBy("at");

  /* Latest first, so that the order of the window matters; the second series is ten times the first. */
  private static DataFrame frame() {
    List<Point> points = new ArrayList<>();
    for (int i = VALUES.length - 1; i >= 0; i--) {
      Double value = VALUES[i];
      LocalDateTime at = START.plusMinutes(MINUTES[i]);
      LocalDate day = LocalDate.of(2024, 1, 1).plusDays(MINUTES[i] / 30);
      points.add(new Point("a", at, day, value, i));
      points.add(new Point("b", at, day, value == null ? null : 10 * value, i));
    }
    return Frames.of(Point.class, points).toFrame();
  }

  private static void check(int workers, Column column, @Nullable Double... expected) {
    try (Session session = Session.local().workers(workers).memory("512m").open()) {
      session.run(
          () -> {
            try (Table rows = frame().withColumns(column.as("out")).sort("series", "n").collect()) {
              for (int i = 0; i < expected.length; i++) {
                Object found = rows.get(i, "out");
                Double wanted = expected[i];
                if (wanted == null) {
                  assertThat(found).as("row %d", i).isNull();
                } else {
                  assertThat(found).isInstanceOf(Number.class);
                  assertThat(Double.parseDouble(String.valueOf(found)))
                      .isCloseTo(wanted, within(1e-12));
                }
              }
              assertThat(rows.rows()).isEqualTo(2L * VALUES.length);
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void exponentialWeightsThatAreAdjusted(int workers) {
    check(
        workers,
        ewmMean("value", alpha(0.4)).over(SERIES),
        1.0,
        1.625,
        null,
        3.131979695431472,
        5.120065789473685,
        null,
        null,
        3.6273240985246535,
        10.0,
        16.25);
    check(
        workers,
        ewmVar("value", alpha(0.4)).over(SERIES),
        null,
        0.5,
        null,
        2.6475770925110127,
        7.075567405865902,
        null,
        null,
        4.758551713143792,
        null,
        50.0);
    check(workers, ewmStd("value", alpha(0.4)).over(SERIES), null, 0.7071067811865475, null);
  }

  @Test
  void exponentialWeightsThatAreNot() {
    ExponentialWeights weights = alpha(0.4).withAdjust(false);
    check(
        2,
        ewmMean("value", weights).over(SERIES),
        1.0,
        1.4,
        null,
        2.768421052631579,
        4.461052631578948,
        null,
        null,
        3.512317156527683);
    check(
        2,
        ewmVar("value", weights).over(SERIES),
        null,
        0.5,
        null,
        2.9671052631578956,
        7.70028181887425,
        null,
        null,
        4.381493551532994);
  }

  @Test
  void weightsBySpanHalfLifeAndCenter() {
    assertThat(ExponentialWeights.span(4).alpha()).isEqualTo(0.4);
    assertThat(ExponentialWeights.centerOfMass(1.5).alpha()).isEqualTo(0.4);
    assertThat(ExponentialWeights.halfLife(1).alpha()).isCloseTo(0.5, within(1e-15));
    assertThatThrownBy(() -> alpha(0)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> ExponentialWeights.span(0.5)).isInstanceOf(PlanException.class);
  }

  @Test
  void interpolatedByRowsAndByTime() {
    check(
        2,
        interpolate("value").over(SERIES),
        1.0,
        2.0,
        3.0,
        4.0,
        7.0,
        5.666666666666667,
        4.333333333333333,
        3.0,
        10.0);
    check(
        2,
        interpolateBy("value", "at").over(SERIES),
        1.0,
        2.0,
        3.0,
        4.0,
        7.0,
        7 - 4.0 * 10 / 60,
        7 - 4.0 * 40 / 60,
        3.0);
  }

  @Test
  void nothingIsExtrapolated() {
    try (Session session = Session.local().workers(2).memory("512m").open()) {
      session.run(
          () -> {
            DataFrame inner =
                frame()
                    .withColumns(
                        Frames.when(col("n").eq(2).or(col("n").eq(4)))
                            .then(col("n"))
                            .otherwise(Frames.lag("n", 99).over(SERIES))
                            .as("inner"))
                    .withColumns(interpolate("inner").over(SERIES).as("out"))
                    .filter(col("series").eq("a"))
                    .sort("n");
            try (Table rows = inner.collect()) {
              assertThat(rows.strings("out"))
                  .containsExactly(null, null, "2.0", "3.0", "4.0", null, null, null);
            }
          });
    }
  }

  @Test
  void fillsReachAsFarAsTheirLimit() {
    check(2, forwardFill("value").over(SERIES), 1.0, 2.0, 2.0, 4.0, 7.0, 7.0, 7.0, 3.0, 10.0);
    check(2, forwardFill("value", 1).over(SERIES), 1.0, 2.0, 2.0, 4.0, 7.0, 7.0, null, 3.0);
    check(2, backwardFill("value").over(SERIES), 1.0, 2.0, 4.0, 4.0, 7.0, 3.0, 3.0, 3.0, 10.0);
    check(2, backwardFill("value", 1).over(SERIES), 1.0, 2.0, 4.0, 4.0, 7.0, null, 3.0, 3.0);
    assertThatThrownBy(() -> forwardFill("value", 0)).isInstanceOf(PlanException.class);
  }

  @Test
  void differencesAndChanges() {
    check(2, diff("n", 2).over(SERIES), null, null, 2.0, 2.0);
    check(
        2, diff("value", 1).over(SERIES), null, 1.0, null, null, 3.0, null, null, null, null, 10.0);
    check(2, pctChange("value", 1).over(SERIES), null, 1.0, null, null, 0.75, null);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void rollingIsOpenAtItsBeginning(int workers) {
    Window hour = SERIES.rolling(Duration.ofHours(1));
    check(workers, sum("n").over(hour), 0.0, 1.0, 3.0, 5.0, 4.0, 9.0, 15.0, 18.0);
    check(workers, count("value").over(hour), 1.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
    check(
        workers,
        max("n").over(partitionBy("series").orderBy("day").rolling(Duration.ofDays(2))),
        0.0,
        1.0,
        2.0,
        3.0,
        5.0,
        5.0,
        6.0,
        7.0);
    check(workers, sum("n").over(SERIES.expanding()), 0.0, 1.0, 3.0, 6.0, 10.0, 15.0, 21.0, 28.0);
  }

  private static List<String> windows(TimeWindows windows, Object... keys) {
    List<String> found = new ArrayList<>();
    try (Session session = Session.local().workers(2).memory("512m").open()) {
      session.run(
          () -> {
            DataFrame groups =
                frame()
                    .filter(col("series").eq("a"))
                    .groupByDynamic("at", windows, keys)
                    .agg(sum("n").as("n"), max("at").as("latest"))
                    .sort("at");
            try (Table rows = groups.collect()) {
              for (int row = 0; row < rows.rows(); row++) {
                String at = String.valueOf(rows.get(row, "at"));
                found.add(at.substring(at.indexOf('T') + 1) + " " + rows.get(row, "n"));
              }
            }
          });
    }
    return found;
  }

  @Test
  void windowsOfTime() {
    TimeWindows hours = TimeWindows.every(Duration.ofHours(1));
    // Rows 0 to 7 at 0:00 0:30 1:00 1:30 3:00 3:10 3:40 4:00.
    assertThat(windows(hours)).containsExactly("00:00 1", "01:00 5", "03:00 15", "04:00 7");
    assertThat(windows(hours, "series"))
        .containsExactly("00:00 1", "01:00 5", "03:00 15", "04:00 7");
    assertThat(windows(hours.withClosed(TimeWindows.Side.RIGHT)))
        .containsExactly("23:00 0", "00:00 3", "01:00 3", "02:00 4", "03:00 18");
    assertThat(windows(hours.withLabel(TimeWindows.Side.RIGHT)))
        .containsExactly("01:00 1", "02:00 5", "04:00 15", "05:00 7");
    assertThat(windows(hours.withOffset(Duration.ofMinutes(30))))
        .containsExactly("23:30 0", "00:30 3", "01:30 3", "02:30 9", "03:30 13");
  }

  @Test
  void windowsThatOverlapOrLeaveGaps() {
    TimeWindows hours = TimeWindows.every(Duration.ofHours(1));
    assertThat(windows(hours.withPeriod(Duration.ofHours(2))))
        .containsExactly("23:00 1", "00:00 6", "01:00 5", "02:00 15", "03:00 22", "04:00 7");
    assertThat(windows(hours.withPeriod(Duration.ofMinutes(90))))
        .containsExactly("23:00 0", "00:00 3", "01:00 5", "02:00 9", "03:00 22", "04:00 7");
    assertThat(windows(hours.withPeriod(Duration.ofMinutes(10))))
        .containsExactly("00:00 0", "01:00 2", "03:00 4", "04:00 7");
  }

  @Test
  void windowsOfDaysGoWithDates() {
    DataFrame frame = frame();
    TimeWindows hours = TimeWindows.every(Duration.ofHours(1));
    assertThatThrownBy(() -> frame.groupByDynamic("day", hours)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> frame.groupByDynamic("n", hours)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> hours.withPeriod(Duration.ofDays(9999)))
        .isInstanceOf(PlanException.class);
    try (Session session = Session.local().workers(2).memory("512m").open()) {
      session.run(
          () -> {
            DataFrame groups =
                frame
                    .groupByDynamic("day", TimeWindows.every(Duration.ofDays(3)))
                    .agg(count().as("n"))
                    .sort("day");
            try (Table rows = groups.collect()) {
              assertThat(rows.longs("n")).containsExactly(4, 4, 6, 2);
            }
          });
    }
  }

  @Test
  void rollingNeedsATime() {
    DataFrame frame = frame();
    Window rows = partitionBy("series");
    for (Window window :
        List.of(
            rows.rolling(Duration.ofHours(1)),
            rows.orderBy("n").rolling(Duration.ofHours(1)),
            rows.orderBy("at", "n").rolling(Duration.ofHours(1)),
            rows.orderBy(desc("at")).rolling(Duration.ofHours(1)),
            rows.orderBy("day").rolling(Duration.ofHours(1)))) {
      assertThatThrownBy(() -> frame.withColumns(sum("n").over(window).as("s")))
          .as("%s", window)
          .isInstanceOf(PlanException.class);
    }
    assertThatThrownBy(() -> rows.rolling(Duration.ZERO)).isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> frame.withColumns(interpolate("series").over(SERIES).as("s")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needs a number");
  }
}
