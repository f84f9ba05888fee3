package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Verbs that are made of others, and slices and samples, beside DuckDB's answers. */
class FrameVerbsTest {
  private static final String ROWS =
      """
      SELECT i, (hash(i) % 7)::INTEGER AS a,
             CASE WHEN i % 5 = 0 THEN NULL ELSE 'c' || hash(i + 1) % 3 END AS b,
             CASE WHEN i % 7 = 0 THEN NULL ELSE (hash(i + 2) % 1000) / 8.0::DOUBLE END AS x,
             DATE '2024-01-01' + (hash(i + 3) % 300)::INTEGER AS day
      FROM range(5000) r(i)\
      """;

  @TempDir static Path folder;
  private static String file = "";

  @BeforeAll
  static void write() throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      // Row groups of 2,048 rows: three partitions.
      file = duck.parquet(folder.resolve("rows.parquet"), ROWS, 2048).toString();
    }
  }

  private static DataFrame rows() {
    return readParquet(file);
  }

  private static void check(DataFrame frame, String sql) throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      assertThat(AnyMemory.rows(frame)).isEqualTo(duck.rows(sql.formatted(file)));
    }
  }

  private static void checkUnordered(DataFrame frame, String sql) throws Exception {
    try (DuckOracle duck = new DuckOracle()) {
      duck.execute("CREATE VIEW r AS FROM '%s'".formatted(file));
      assertThat(DuckOracle.sorted(AnyMemory.rows(frame)))
          .isEqualTo(DuckOracle.sorted(duck.rows(sql)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0,3",
    "5,10",
    "2047,2",
    "2048,1",
    "4990,100",
    "6000,5",
    "0,0",
    "-3,3",
    "-10,4",
    "-2500,1000",
    "-6000,1003",
    "-6000,500",
    "-1,0"
  })
  void slices(long offset, long count) {
    long from = offset >= 0 ? offset : 5000 + offset;
    List<Long> expected = new ArrayList<>();
    for (long i = Math.max(0, from); i < Math.min(5000, from + count); i++) {
      expected.add(i);
    }
    List<Object> found = new ArrayList<>();
    AnyMemory.rows(rows().slice(offset, count).select("i"))
        .forEach(row -> found.add(row.getFirst()));
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void slicesBehindOtherVerbs() throws Exception {
    check(
        rows().filter(col("x").gt(60)).tail(70).select("i"),
        "SELECT i FROM (SELECT i FROM '%s' WHERE x > 60 ORDER BY i DESC LIMIT 70) ORDER BY i");
    check(
        rows().sort(desc("x"), "i").slice(100, 50).select("i", "x"),
        "SELECT i, x FROM '%s' ORDER BY x DESC NULLS LAST, i LIMIT 50 OFFSET 100");
    check(rows().topK(5, desc("i")).select("i"), "SELECT i FROM '%s' ORDER BY i DESC LIMIT 5");
    assertThat(rows().sort("i").slice(10, 5).explain()).contains("top 15");
  }

  @Test
  void samplesAreChosenByTheSeed() {
    List<List<@Nullable Object>> some = AnyMemory.rows(rows().sample(0.1, 42).select("i"));
    assertThat(some.size()).isCloseTo(500, within(100));
    assertThat(new HashSet<>(some)).hasSameSizeAs(some);
    assertThat(AnyMemory.rows(rows().sample(0.1, 42).select("i"))).isEqualTo(some);
    assertThat(AnyMemory.rows(rows().sample(0.1, 43).select("i"))).isNotEqualTo(some);
    assertThat(AnyMemory.rows(rows().sample(1, 1).select("i"))).hasSize(5000);
    assertThat(AnyMemory.rows(rows().sample(0, 1).select("i"))).isEmpty();
    assertThatThrownBy(() -> rows().sample(1.5, 0))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("from 0 to 1");
  }

  @Test
  void nulls() throws Exception {
    check(
        rows().dropNulls().select("i"), "SELECT i FROM '%s' WHERE b IS NOT NULL AND x IS NOT NULL");
    check(rows().dropNulls("x").select("i", "b"), "SELECT i, b FROM '%s' WHERE x IS NOT NULL");
    check(
        rows().fillNull(0).fillNull("none"),
        "SELECT i, a, coalesce(b, 'none'), coalesce(x, 0), day FROM '%s'");
    check(
        rows().fillNull(Map.of("x", -1.5, "b", "?")).select("b", "x"),
        "SELECT coalesce(b, '?'), coalesce(x, -1.5) FROM '%s'");
    assertThatThrownBy(() -> rows().select("a").fillNull("text"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no column can hold text");
  }

  @Test
  void groupingSets() throws Exception {
    Aggregation[] aggregations = {count().as("n"), sum("x").as("s")};
    checkUnordered(
        rows().rollup("a", "b").groupingId("id").agg(aggregations),
        "SELECT a, b, grouping_id(a, b), count(*), sum(x) FROM r GROUP BY ROLLUP (a, b)");
    checkUnordered(
        rows().cube("a", "b").groupingId("id").agg(aggregations),
        "SELECT a, b, grouping_id(a, b), count(*), sum(x) FROM r GROUP BY CUBE (a, b)");
    checkUnordered(
        rows()
            .filter(col("x").gt(1e300))
            .rollup("a")
            .agg(count().as("n"), count("x").as("m"), sum("x").as("s"), mean("x").as("mean")),
        """
        SELECT a, count(*), count(x), sum(x), avg(x) FROM r WHERE x > 1e300 GROUP BY ROLLUP (a)\
        """);
    checkUnordered(
        rows()
            .groupingSets(List.of(List.of("b"), List.of("a", "day"), List.of()))
            .agg(aggregations),
        """
        SELECT b, a, day, count(*), sum(x) FROM r GROUP BY GROUPING SETS ((b), (a, day), ())\
        """);
  }

  @Test
  void wideAndLong() throws Exception {
    checkUnordered(
        rows().groupBy("a").pivot("b", "c0", "c1", "missing").agg(sum("x")),
        """
        SELECT a, sum(x) FILTER (b = 'c0'), sum(x) FILTER (b = 'c1'), NULL FROM r GROUP BY a\
        """);
    DataFrame all =
        Session.local()
            .workers(1)
            .memory("64m")
            .open()
            .call(() -> rows().groupBy("a").pivotAll("b").agg(count().as("n"), max("x")));
    assertThat(all.schema().names())
        .containsExactly("a", "c0_n", "c0_max(x)", "c1_n", "c1_max(x)", "c2_n", "c2_max(x)");
    checkUnordered(
        rows().select("i", "a", "x").unpivot(List.of("i"), List.of("a", "x")),
        """
        SELECT i, 'a', a::DOUBLE FROM r UNION ALL SELECT i, 'x', x FROM r\
        """);
    checkUnordered(
        rows().dummies("b", "c0", "c2").select("i", "b_c0", "b_c2"),
        "SELECT i, coalesce(b = 'c0', false), coalesce(b = 'c2', false) FROM r");
  }

  @Test
  void statistics() throws Exception {
    check(
        rows().select("a", "b", "x").describe(),
        """
        SELECT 'count', count(a)::DOUBLE, count(b)::VARCHAR, count(x)::DOUBLE FROM '%1$s'
        UNION ALL SELECT 'nulls', 0, (count(*) - count(b))::VARCHAR, count(*) - count(x) FROM '%1$s'
        UNION ALL SELECT 'mean', avg(a), NULL, avg(x) FROM '%1$s'
        UNION ALL SELECT 'std', stddev(a), NULL, stddev(x) FROM '%1$s'
        UNION ALL SELECT 'min', min(a), min(b), min(x) FROM '%1$s'
        UNION ALL SELECT '25%%', quantile_cont(a, 0.25), NULL, quantile_cont(x, 0.25) FROM '%1$s'
        UNION ALL SELECT '50%%', quantile_cont(a, 0.5), NULL, quantile_cont(x, 0.5) FROM '%1$s'
        UNION ALL SELECT '75%%', quantile_cont(a, 0.75), NULL, quantile_cont(x, 0.75) FROM '%1$s'
        UNION ALL SELECT 'max', max(a), max(b), max(x) FROM '%1$s'\
        """);
    DataFrame nested = rows().withColumns(listOf(col("a")).as("l"), structOf(col("x")).as("s"));
    assertThat(nested.describe().schema().names())
        .containsExactly("statistic", "i", "a", "b", "x", "day");
    check(
        rows().corrMatrix("a", "x"),
        """
        SELECT 'a', corr(a, a), corr(a, x) FROM '%1$s' UNION ALL
        SELECT 'x', corr(x, a), corr(x, x) FROM '%1$s'\
        """);
    check(
        rows().select("a", "b", "x").covMatrix(),
        """
        SELECT 'a', covar_samp(a, a), covar_samp(a, x) FROM '%1$s' UNION ALL
        SELECT 'x', covar_samp(x, a), covar_samp(x, x) FROM '%1$s'\
        """);
    check(
        rows().select("a", "b", "x").quantiles(0.9, 0.1),
        """
        SELECT 0.9::DOUBLE, quantile_cont(a, 0.9), quantile_cont(x, 0.9) FROM '%1$s' UNION ALL
        SELECT 0.1::DOUBLE, quantile_cont(a, 0.1), quantile_cont(x, 0.1) FROM '%1$s'\
        """);
    check(rows().agg(sem("x")), "SELECT stddev_samp(x) / sqrt(count(x)) FROM '%s'");
    check(
        rows().valueShares("b").sort("b"),
        """
        SELECT b, count(*), count(*) / 5000 FROM '%s' GROUP BY b ORDER BY b NULLS LAST\
        """);
    check(
        rows().valueCounts("b").sort("b"),
        "SELECT b, count(*) FROM '%s' GROUP BY b ORDER BY b NULLS LAST");
  }

  @Test
  void outerJoins() throws Exception {
    DataFrame left = rows().filter(col("i").lt(40)).select("i", "a", "b", "x");
    DataFrame right =
        rows().filter(col("i").ge(20).and(col("i").lt(60))).select("i", col("a").as("key"), "x");
    String views =
        """
        WITH l AS (SELECT i, a, b, x FROM r WHERE i < 40),
             q AS (SELECT i, a AS key, x FROM r WHERE i >= 20 AND i < 60)
        """;
    checkUnordered(
        left.fullJoin(right, on("i")),
        views + "SELECT i, a, b, l.x, key, q.x FROM l FULL JOIN q USING (i)");
    checkUnordered(
        left.rightJoin(right, on("i").and("a", "key")),
        views + "SELECT q.i, q.key, b, l.x, q.x FROM l RIGHT JOIN q ON l.i = q.i AND l.a = q.key");
    checkUnordered(
        left.fullJoin(right, on("a", "key").where(col("x").lt(col("x_right")))),
        views
            + """
            SELECT l.i, coalesce(l.a, q.key), b, l.x, q.i, q.x
            FROM l FULL JOIN q ON l.a = q.key AND l.x < q.x\
            """);
    checkUnordered(
        left.semiJoin(right, on("i")).antiJoin(right, on("x")),
        views
            + "SELECT * FROM l WHERE i IN (SELECT i FROM q) AND x IS NULL OR i IN (SELECT i FROM q)"
            + " AND x NOT IN (SELECT x FROM q WHERE x IS NOT NULL)");
  }

  @Test
  void asOfJoins() throws Exception {
    DataFrame left = rows().filter(col("i").lt(300)).select("i", "b", "day", "x");
    DataFrame right =
        rows()
            .filter(col("i").ge(4900))
            .groupBy("b", "day")
            .agg(max("i").as("j"), max("x").as("x"));
    String views =
        """
        WITH l AS (SELECT i, b, day, x FROM r WHERE i < 300),
             q AS (SELECT b, day, max(i) AS j, max(x) AS x FROM r WHERE i >= 4900 GROUP BY b, day)
        """;
    checkUnordered(
        left.asofJoin(right, AsOf.backward("day").by("b")),
        views + "SELECT l.*, j, q.x FROM l ASOF LEFT JOIN q ON l.b = q.b AND l.day >= q.day");
    checkUnordered(
        left.asofJoin(right, AsOf.forward("day").by("b").tolerance(20)),
        views
            + """
            SELECT l.*, CASE WHEN q.day - l.day <= 20 THEN j END,
                   CASE WHEN q.day - l.day <= 20 THEN q.x END
            FROM l ASOF LEFT JOIN q ON l.b = q.b AND l.day <= q.day\
            """);
    checkUnordered(
        left.asofJoin(right, AsOf.nearest("day").by("b")).select("i", "j"),
        views
            + """
            SELECT l.i, CASE WHEN p.j IS NOT NULL AND (n.j IS NULL OR l.day - p.day <= n.day - l.day)
                        THEN p.j ELSE n.j END
            FROM l ASOF LEFT JOIN q p ON l.b = p.b AND l.day >= p.day
                   ASOF LEFT JOIN q n ON l.b = n.b AND l.day <= n.day\
            """);
    assertThatThrownBy(() -> left.asofJoin(right, AsOf.backward("b")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("numbers or times");
  }

  @Test
  void anAsOfJoinOfNullTimesFindsNobody() {
    record Quote(@Nullable Double t, long v) {}
    DataFrame left =
        of(Quote.class, Arrays.asList(new Quote(null, 1), new Quote(5.0, 2))).toFrame();
    DataFrame right =
        of(Quote.class, Arrays.asList(new Quote(null, 3), new Quote(4.0, 4))).toFrame();
    assertThat(
            AnyMemory.rows(
                left.asofJoin(right.rename("v", "w"), AsOf.backward("t"))
                    .select("v", "w")
                    .sort("v")))
        .containsExactly(Arrays.asList(1L, null), Arrays.asList(2L, 4L));
  }

  @Test
  void runningTotalsAndMeanRanks() throws Exception {
    Window window = partitionBy("a").orderBy("i");
    check(
        rows()
            .select(
                col("i"),
                cumSum("x").over(window).as("s"),
                cumMin("day").over(window).as("least"),
                cumMax("b").over(window).as("most"),
                cumCount("x").over(window).as("n"),
                cumProduct(col("a").minus(2)).over(window).as("p"),
                averageRank().over(partitionBy("a").orderBy("b")).as("r"))
            .sort("i"),
        """
        SELECT i, sum(x) OVER w, min(day) OVER w, max(b) OVER w, count(x) OVER w,
          product(a - 2) OVER w,
          rank() OVER v + (count(*) OVER (PARTITION BY a, b) - 1) / 2
        FROM '%s' WINDOW w AS (PARTITION BY a ORDER BY i),
          v AS (PARTITION BY a ORDER BY b NULLS LAST) ORDER BY i\
        """);
  }

  @Test
  void nullsAndNansAreCountedAndFilled() throws Exception {
    check(
        rows().agg(countNulls("x").as("x"), countNulls("b").as("b"), countNulls("i").as("i")),
        "SELECT count(*) - count(x), count(*) - count(b), count(*) - count(i) FROM '%s'");
    Column nan = when(col("a").eq(3)).then(Double.NaN).otherwise(col("x"));
    check(
        rows().select(col("i"), nan.fillNan(-1).as("y"), nan.fillNan(col("a")).as("z")).sort("i"),
        """
        SELECT i, CASE WHEN a = 3 THEN -1 ELSE x END, CASE WHEN a = 3 THEN a ELSE x END
        FROM '%s' ORDER BY i\
        """);
    assertThat(rows().filter(col("i").gt(4998)).isEmpty()).isFalse();
    assertThat(rows().filter(col("i").gt(5000)).isEmpty()).isTrue();
  }
}
