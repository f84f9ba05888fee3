package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.TaskFailedException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histograms against DuckDB's counts, and against counting by hand at their edges. */
class HistogramTest extends OrdersOracle {
  record Measured(double x) {}

  private static DataFrame numbers(double... values) {
    return Frames.of(Measured.class, DoubleStream.of(values).mapToObj(Measured::new).toList())
        .toFrame();
  }

  private static List<List<@Nullable Object>> exact(DataFrame frame) {
    try (Table table = frame.collect()) {
      return AnyMemory.exact(table);
    }
  }

  @Test
  void equalWidth() throws SQLException {
    String bins =
        """
        SELECT lo + i * (hi - lo) / %1$d, CASE i WHEN %1$d - 1 THEN hi ELSE lo + (i + 1) * (hi - lo) / %1$d END,
          (SELECT count(*) FROM orders, (SELECT lo + i * (hi - lo) / %1$d AS a,
             CASE i WHEN %1$d - 1 THEN hi + 1 ELSE lo + (i + 1) * (hi - lo) / %1$d END AS b)
           WHERE %2$s::DOUBLE >= a AND %2$s::DOUBLE < b)
        FROM range(%1$d) r(i), (SELECT min(%2$s::DOUBLE) AS lo, max(%2$s::DOUBLE) AS hi FROM orders)
        ORDER BY i
        """;
    for (String column : List.of("amount", "price", "tax", "id", "person")) {
      checkOrdered(readParquet(orders).histogram(column, 8), bins.formatted(8, column));
    }
    checkOrdered(readParquet(orders).histogram("amount", 1), bins.formatted(1, "amount"));
  }

  @Test
  void equalWidthOfTimes() throws SQLException {
    // Ten divides the range, so that nothing is rounded.
    checkOrdered(
        readParquet(orders).histogram("day", 10),
        """
        SELECT lo + to_microseconds((i * w / 10)::BIGINT), lo + to_microseconds(((i + 1) * w / 10)::BIGINT),
          (SELECT count(*) FROM orders
           WHERE epoch_us(day) >= epoch_us(lo) + (i * w / 10)::BIGINT
             AND (epoch_us(day) < epoch_us(lo) + ((i + 1) * w / 10)::BIGINT OR (i = 9 AND day = hi)))
        FROM range(10) r(i),
          (SELECT min(day)::TIMESTAMP AS lo, max(day)::TIMESTAMP AS hi, epoch_us(hi) - epoch_us(lo) AS w
           FROM orders)
        ORDER BY i
        """);
  }

  @Test
  void givenBorders() throws SQLException {
    String bins =
        """
        SELECT b[i], b[i + 1], (SELECT count(*) FROM orders
          WHERE %1$s >= b[i] AND (%1$s < b[i + 1] OR (i = len(b) - 1 AND %1$s = b[i + 1])))
        FROM (SELECT %2$s AS b), range(1, len(b)) r(i) ORDER BY i
        """;
    DataFrame rows = readParquet(orders);
    checkOrdered(
        rows.histogram("amount", List.of(-10_000, -500, 0, 1, 49_999L)),
        bins.formatted("amount", "[-10000, -500, 0, 1, 49999]"));
    checkOrdered(
        rows.histogram("price", List.of(0, 0.5, 100, 1562.484375)),
        bins.formatted("price", "[0, 0.5, 100, 1562.484375]::DOUBLE[]"));
    checkOrdered(
        rows.histogram(
            "day",
            List.of(
                LocalDate.of(1999, 1, 1), LocalDate.of(2000, 2, 29), LocalDate.of(2004, 6, 22))),
        bins.formatted("day", "[DATE '1999-01-01', DATE '2000-02-29', DATE '2004-06-22']"));
    checkOrdered(
        rows.histogram(
            "moment",
            List.of(LocalDateTime.of(2001, 1, 1, 0, 0), LocalDateTime.of(2001, 3, 1, 12, 30))),
        bins.formatted(
            "moment", "[TIMESTAMP '2001-01-01 00:00:00', TIMESTAMP '2001-03-01 12:30:00']"));
  }

  /** Whatever the width is rounded to, a value is where its borders say. */
  @Test
  void valuesLieBetweenTheirBorders() {
    long seed = Long.getLong("quern.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 20; round++) {
      double low = random.nextDouble(-1e6, 1e6);
      double high = low + Math.scalb(random.nextDouble(), random.nextInt(-40, 30));
      int bins = random.nextInt(1, 300);
      if (high - low < 1e-6) {
        continue;
      }
      double[] values =
          random.doubles(200, Math.min(low, high), Math.nextUp(Math.max(low, high))).toArray();
      List<List<@Nullable Object>> found = exact(numbers(values).histogram("x", bins));
      assertThat(found).as("seed %d", seed).hasSize(bins);
      for (int bin = 0; bin < bins; bin++) {
        double from = (Double) found.get(bin).get(0);
        double to = (Double) found.get(bin).get(1);
        boolean isLast = bin == bins - 1;
        assertThat(found.get(bin).get(2))
            .as("seed %d, bin %d of %d", seed, bin, bins)
            .isEqualTo(
                DoubleStream.of(values)
                    .filter(x -> x >= from && (x < to || (isLast && x == to)))
                    .count());
      }
      // As numpy.histogram_bin_edges has them.
      assertThat(found.getFirst().get(0)).isEqualTo(DoubleStream.of(values).min().orElseThrow());
      assertThat(found.getLast().get(1)).isEqualTo(DoubleStream.of(values).max().orElseThrow());
    }
  }

  @Test
  void whatIsNoFiniteNumberIsNotCounted() {
    double nan = Double.NaN;
    double infinity = Double.POSITIVE_INFINITY;
    assertThat(exact(numbers(1, nan, 2, infinity, -infinity, 3, 5).histogram("x", 2)))
        .isEqualTo(List.of(List.of(1.0, 3.0, 2L), List.of(3.0, 5.0, 2L)));
    assertThat(exact(numbers(nan, infinity, 3, -0.0).histogram("x", List.of(0, 3))))
        .isEqualTo(List.of(List.of(0.0, 3.0, 2L)));
    assertThat(exact(numbers(nan, infinity).histogram("x", 3))).isEmpty();
    assertThat(exact(numbers().histogram("x", 3))).isEmpty();
    assertThat(exact(numbers().histogram("x", List.of(1, 2))))
        .isEqualTo(List.of(List.of(1.0, 2.0, 0L)));
  }

  @Test
  void aSingleValueIsInTheMiddle() {
    assertThat(exact(numbers(7, 7, 7).histogram("x", 4)))
        .isEqualTo(
            List.of(
                List.of(6.5, 6.75, 0L),
                List.of(6.75, 7.0, 0L),
                List.of(7.0, 7.25, 3L),
                List.of(7.25, 7.5, 0L)));
    DataFrame one = readParquet(orders).filter(col("day").eq(LocalDate.of(2000, 1, 1)));
    assertThat(exact(one.histogram("day", 2)))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .startsWith(
                        LocalDateTime.of(1999, 12, 31, 23, 59, 59),
                        LocalDateTime.of(2000, 1, 1, 0, 0))
                    .endsWith(0L),
            second ->
                assertThat(second)
                    .startsWith(
                        LocalDateTime.of(2000, 1, 1, 0, 0), LocalDateTime.of(2000, 1, 1, 0, 0, 1)));
  }

  @Test
  void whatMakesNoBinsIsRefused() {
    DataFrame rows = readParquet(orders);
    assertThatThrownBy(() -> rows.histogram("amount", 0))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("from 1 to");
    assertThatThrownBy(() -> rows.histogram("item", 3))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("'item'");
    assertThatThrownBy(() -> rows.histogram("amount", List.of(1)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("from 2");
    assertThatThrownBy(() -> rows.histogram("amount", List.of(1, 3, 3)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("3 comes before 3");
    assertThatThrownBy(() -> rows.histogram("day", List.of(1, 3)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("the border 1");
    assertThatThrownBy(() -> exact(numbers(-1.7e308, 1.7e308).histogram("x", 3)))
        .isInstanceOf(TaskFailedException.class)
        .hasStackTraceContaining("too far apart");
  }

  @Test
  void manyBins() {
    List<Measured> values = IntStream.range(0, 100_000).mapToObj(Measured::new).toList();
    DataFrame frame = Frames.of(Measured.class, values).toFrame();
    try (Table table = frame.histogram("x", 50_000).collect()) {
      assertThat(table.rows()).isEqualTo(50_000);
      assertThat(LongStream.of(table.longs("count")).sum()).isEqualTo(100_000);
      assertThat(LongStream.of(table.longs("count")).max()).hasValue(2);
    }
  }
}
