package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.quern.engine.PlanException;
import dev.quern.engine.agg.Interpolation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aggregates beyond sums and counts, beside DuckDB's. */
class FrameStatisticsTest {
  private static final String ROWS =
      """
      SELECT CASE WHEN i % 3 = 0 THEN 7 WHEN i % 1001 = 0 THEN NULL
                  ELSE (hash(i) % 300)::BIGINT END AS k,
             CASE WHEN i % 11 = 0 THEN NULL ELSE (hash(i + 1) % 1000003) / 997.0::DOUBLE END AS x,
             (hash(i + 2) % 400)::INTEGER AS n,
             ((hash(i + 2) % 400) * 0.25 + hash(i + 9) % 100)::DECIMAL(12, 2) AS price,
             DATE '2020-01-01' + (hash(i + 4) % 3000)::INTEGER AS day,
             'text ' || hash(i + 3) % 30000 AS t, i, 'a long text ' || hash(i) AS u
      FROM range(60000) r(i)\
      """;

  @TempDir static Path folder;
  private static String file = "";

  @BeforeAll
  static void write() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      file = duck.parquet(folder.resolve("rows.parquet"), ROWS, 20_480).toString();
    }
  }

  private static void check(String sql, Aggregation... aggregations) throws Exception {
    DataFrame grouped = readParquet(file).groupBy("k").agg(aggregations);
    DataFrame whole = readParquet(file).agg(aggregations);
    try (DuckOracle duck = new DuckOracle()) {
      String from = " FROM '%s'".formatted(file);
      assertThat(DuckOracle.sorted(AnyMemory.rows(grouped)))
          .isEqualTo(DuckOracle.sorted(duck.rows("SELECT k, " + sql + from + " GROUP BY k")));
      assertThat(AnyMemory.rows(whole)).isEqualTo(duck.rows("SELECT " + sql + from));
    }
  }

  @Test
  void quantiles() throws Exception {
    check(
        """
        median(x), quantile_cont(x, 0.9), quantile_cont(n, 0.25), median(price::DOUBLE),
        quantile_disc(price, 0.99), quantile_disc(day, 0.5), quantile_disc(x, 0)\
        """,
        median("x").as("a"),
        quantile("x", 0.9).as("b"),
        quantile("n", 0.25).as("c"),
        median("price").as("d"),
        quantile("price", 0.99, Interpolation.DISCRETE).as("e"),
        quantile("day", 0.5, Interpolation.DISCRETE).as("f"),
        quantile("x", 0, Interpolation.DISCRETE).as("g"));
  }

  @Test
  void momentsOfOneColumnAndOfTwo() throws Exception {
    check(
        """
        var_pop(x), stddev_pop(n), skewness(x), kurtosis(x), kurtosis(n), corr(x, n),
        covar_samp(x, price), covar_pop(x, n), regr_slope(x, n), regr_intercept(price, n),
        regr_r2(price, n), product(1 + n / 1e6)\
        """,
        varPop("x").as("a"),
        stdPop("n").as("b"),
        skewness("x").as("c"),
        kurtosis("x").as("d"),
        kurtosis("n").as("e"),
        corr("x", "n").as("f"),
        cov("x", "price").as("g"),
        covPop("x", "n").as("h"),
        regrSlope("x", "n").as("i"),
        regrIntercept("price", "n").as("j"),
        regrR2("price", "n").as("k2"),
        product(col("n").divide(1e6).plus(1.0)).as("l"));
  }

  @Test
  void bitsTruthAndTheRowsOfExtremes() throws Exception {
    check(
        """
        bit_and(n | 4096), bit_or(n), bit_xor(i), bool_and(n >= 0), bool_or(n > 398),
        arg_min(t, i), arg_max(day, i), arg_max(price, u)\
        """,
        bitAnd(col("n").cast(dev.quern.engine.type.DType.INT64).plus(4096L)).as("a"),
        bitOr("n").as("b"),
        bitXor("i").as("c"),
        all(col("n").ge(0)).as("d"),
        any(col("n").gt(398)).as("e"),
        argMin("t", "i").as("f"),
        argMax("day", "i").as("g"),
        argMax("price", "u").as("h"));
  }

  @Test
  void filteredAndDistinct() throws Exception {
    check(
        """
        count(*) FILTER (n > 100), sum(n) FILTER (x > 500), max(t) FILTER (n = 3),
        sum(DISTINCT n), avg(DISTINCT price::DOUBLE), count(DISTINCT n) FILTER (x > 900),
        count(*) FILTER (n < 7)\
        """,
        count().filter(col("n").gt(100)).as("a"),
        sum("n").filter(col("x").gt(500)).as("b"),
        max("t").filter(col("n").eq(3)).as("c"),
        sum("n").distinct().as("d"),
        mean("price").distinct().as("e"),
        count("n").distinct().filter(col("x").gt(900)).as("f"),
        countIf(col("n").lt(7)).as("g"));
  }

  @Test
  void theModeIsTheLeastOfTheMostFrequent() throws Exception {
    check(
        """
        list_min(list_filter(map_keys(histogram(n)),
            lambda v: histogram(n)[v] = list_max(map_values(histogram(n)))))::INTEGER\
        """,
        mode("n").as("mode"));
  }

  @Test
  void aboutHowManyDifferentValues() {
    DataFrame counts =
        readParquet(file)
            .agg(
                approxCountDistinct("t").as("t"),
                countDistinct("t").as("exact t"),
                approxCountDistinct("n").as("n"),
                approxCountDistinct(col("x").plus(Double.NaN)).as("one"),
                approxCountDistinct(col("n").gt(1000)).as("false"));
    List<@org.jspecify.annotations.Nullable Object> row = AnyMemory.rows(counts).getFirst();
    assertThat((long) row.get(0)).isCloseTo((long) row.get(1), withinPercentage(10));
    assertThat((long) row.get(2)).isCloseTo(400L, withinPercentage(10));
    assertThat(row.subList(3, 5)).containsExactly(1L, 1L);
  }

  @Test
  void overWindows() throws Exception {
    DataFrame frame =
        readParquet(file)
            .filter(col("i").lt(3000))
            .select(
                "i",
                median("x").over(partitionBy("k").orderBy("i").rows(-5, 5)).as("a"),
                cov("x", "n").over(partitionBy("k")).as("b"),
                argMax("t", "i").over(partitionBy("k").orderBy("i").rows(-2, 0)).as("c"));
    try (DuckOracle duck = new DuckOracle()) {
      assertThat(DuckOracle.sorted(AnyMemory.rows(frame)))
          .isEqualTo(
              DuckOracle.sorted(
                  duck.rows(
                      """
                      SELECT i,
                        median(x) OVER (PARTITION BY k ORDER BY i ROWS BETWEEN 5 PRECEDING AND 5 FOLLOWING),
                        covar_samp(x, n) OVER (PARTITION BY k),
                        arg_max(t, i) OVER (PARTITION BY k ORDER BY i ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
                      FROM (FROM '%s' WHERE i < 3000)\
                      """
                          .formatted(file))));
    }
  }

  @Test
  void wrongTypesAreRefusedAtTheCall() {
    DataFrame frame = readParquet(file);
    assertThatThrownBy(() -> frame.agg(corr("t", "x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("t is utf8, not a number");
    assertThatThrownBy(() -> frame.agg(all("n")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("not a truth value");
    assertThatThrownBy(() -> frame.agg(median("t"))).isInstanceOf(PlanException.class);
  }
}
