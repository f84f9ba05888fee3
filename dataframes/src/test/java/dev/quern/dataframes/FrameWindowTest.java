package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.cumeDist;
import static dev.quern.dataframes.Frames.denseRank;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.first;
import static dev.quern.dataframes.Frames.firstValue;
import static dev.quern.dataframes.Frames.lag;
import static dev.quern.dataframes.Frames.last;
import static dev.quern.dataframes.Frames.lastValue;
import static dev.quern.dataframes.Frames.lead;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.nthValue;
import static dev.quern.dataframes.Frames.ntile;
import static dev.quern.dataframes.Frames.orderBy;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.percentRank;
import static dev.quern.dataframes.Frames.rank;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.rowNumber;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Window functions against the same question in SQL, at one worker and at several. */
class FrameWindowTest {
  private static final int ROWS = 3_000;

  @TempDir static Path folder;
  private static DuckOracle duck;
  private static DataFrame rows;

  @BeforeAll
  static void makeData() throws SQLException {
    duck = new DuckOracle();
    // Groups of 1 to thousands of rows, ties in the order, nulls everywhere, NaN among the floats.
    duck.execute(
        """
        CREATE TABLE rows AS SELECT
          i::BIGINT AS id,
          CASE WHEN hash(i) %% 31 = 0 THEN NULL
               WHEN hash(i) %% 3 = 0 THEN 0
               ELSE (hash(i * 3) %% 200)::INTEGER END AS g,
          CASE WHEN hash(i) %% 11 = 0 THEN NULL ELSE (hash(i * 7) %% 400)::INTEGER END AS o,
          CASE WHEN hash(i) %% 17 = 0 THEN NULL ELSE (hash(i * 5) %% 1000)::BIGINT - 500 END AS x,
          CASE WHEN hash(i) %% 97 = 0 THEN 'NaN'::DOUBLE
               WHEN hash(i) %% 19 = 0 THEN NULL ELSE (hash(i * 11) %% 4096) / 64.0 END::DOUBLE AS y,
          CASE WHEN hash(i) %% 23 = 0 THEN NULL ELSE 'some text number ' || (hash(i * 2) %% 50) END AS t,
          CASE WHEN hash(i) %% 29 = 0 THEN NULL
               ELSE DATE '1999-01-01' + (hash(i * 13) %% 300)::INTEGER END AS d,
          ((hash(i * 23) %% 1000000) / 100)::DECIMAL(15, 2) AS m
        FROM range(%d) r(i)
        """
            .formatted(ROWS));
    rows = readParquet(duck.parquet(folder.resolve("rows.parquet"), "FROM rows", 2048).toString());
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  @Test
  void ranks() throws SQLException {
    Window window = partitionBy("g").orderBy("o");
    check(
        rows.select(
            "id",
            rank().over(window).as("r"),
            denseRank().over(window).as("d"),
            percentRank().over(window).as("p"),
            cumeDist().over(window).as("c"),
            rowNumber().over(window.orderBy("id")).as("n"),
            ntile(7).over(window.orderBy("id")).as("b")),
        """
        SELECT id, rank() OVER w, dense_rank() OVER w, percent_rank() OVER w, cume_dist() OVER w,
          row_number() OVER v, ntile(7) OVER v
        FROM rows WINDOW w AS (PARTITION BY g ORDER BY o NULLS LAST),
          v AS (PARTITION BY g ORDER BY o NULLS LAST, id)
        """);
  }

  @Test
  void rowsBeforeAndBehind() throws SQLException {
    Window window = partitionBy("g").orderBy(desc("o"), "id");
    check(
        rows.select(
            "id",
            lag("x", 1).over(window).as("a"),
            lead("t", 2).over(window).as("b"),
            lag("y", 5_000).over(window).as("c"),
            lag("d", 0).over(window).as("d"),
            col("x").minus(lag("x", 1).over(window)).as("diff")),
        """
        SELECT id, lag(x, 1) OVER w, lead(t, 2) OVER w, lag(y, 5000) OVER w, d, x - lag(x, 1) OVER w
        FROM rows WINDOW w AS (PARTITION BY g ORDER BY o DESC NULLS LAST, id)
        """);
  }

  @Test
  void valuesOfTheFrame() throws SQLException {
    Window window = partitionBy("g").orderBy("o", "id").rows(-3, 4);
    check(
        rows.select(
            "id",
            firstValue("x").over(window).as("a"),
            lastValue("t").over(window).as("b"),
            nthValue("y", 3).over(window).as("c"),
            nthValue("m", -2).over(window).as("d"),
            firstValue("x").over(partitionBy("g").orderBy("o", "id")).as("e")),
        """
        SELECT id, first_value(x) OVER w, last_value(t) OVER w, nth_value(y, 3) OVER w,
          CASE WHEN count(*) OVER w >= 2 THEN lag(m, 1) OVER v END, first_value(x) OVER v
        FROM (SELECT *, row_number() OVER (PARTITION BY g ORDER BY o NULLS LAST, id) AS n,
                     count(*) OVER (PARTITION BY g) AS size FROM rows)
        WINDOW w AS (PARTITION BY g ORDER BY o NULLS LAST, id ROWS BETWEEN 3 PRECEDING AND 4 FOLLOWING),
          v AS (PARTITION BY g ORDER BY o NULLS LAST, id)
        """
            .replace(
                "CASE WHEN count(*) OVER w >= 2 THEN lag(m, 1) OVER v END",
                "CASE WHEN size = 1 THEN NULL WHEN n + 4 <= size THEN lead(m, 3) OVER v"
                    + " ELSE nth_value(m, size - 1) OVER u END")
            .replace(
                "v AS (",
                "u AS (PARTITION BY g ORDER BY o NULLS LAST, id ROWS BETWEEN UNBOUNDED"
                    + " PRECEDING AND UNBOUNDED FOLLOWING),\n v AS ("));
  }

  @Test
  void aggregatesOfWholePartitions() throws SQLException {
    check(
        rows.withColumns(
                sum("x").over(partitionBy("g")).as("s"),
                mean("y").over(partitionBy(col("x").mod(7).as("k"))).as("a"),
                count().over(partitionBy()).as("n"),
                countDistinct("t").over(partitionBy("g")).as("u"))
            .select("id", "s", "a", "n", "u"),
        """
        SELECT id, sum(x) OVER (PARTITION BY g), avg(y) OVER (PARTITION BY x % 7), count(*) OVER (),
          count(DISTINCT t) OVER (PARTITION BY g)
        FROM rows
        """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ROWS -6 0",
        "ROWS -40 -2",
        "ROWS 1 300",
        "ROWS START 0",
        "ROWS 0 END",
        "ROWS 0 0",
        "GROUPS -2 1",
        "GROUPS START -1",
        "GROUPS 1 5",
        "GROUPS 0 END",
        "RANGE -20 0",
        "RANGE -3 35",
        "RANGE START 0",
        "RANGE 5 END",
        "RANGE 0 0",
        "RANGE START -10"
      })
  void aggregatesOfFrames(String frame) throws SQLException {
    List<String> parts = List.of(frame.split(" ", -1));
    long start = parts.get(1).equals("START") ? Window.START : Long.parseLong(parts.get(1));
    long end = parts.get(2).equals("END") ? Window.END : Long.parseLong(parts.get(2));
    for (boolean descending : new boolean[] {false, true}) {
      // Rows are a frame of their own only in a total order.
      boolean byRows = parts.getFirst().equals("ROWS");
      Window ordered = partitionBy("g").orderBy(descending ? desc("o") : "o");
      Window window =
          switch (parts.getFirst()) {
            case "ROWS" -> ordered.orderBy("id").rows(start, end);
            case "GROUPS" -> ordered.groups(start, end);
            default -> ordered.range(start, end);
          };
      check(
          rows.select(
              "id",
              sum("x").over(window).as("s"),
              sum("m").over(window).as("m"),
              count("t").over(window).as("n"),
              count().over(window).as("c"),
              min("t").over(window).as("least"),
              max("y").over(window).as("most"),
              mean("o").over(window).as("mean"),
              std("x").over(window).as("std"),
              countDistinct("o").over(window).as("u")),
          """
          SELECT id, sum(x) OVER w, sum(m) OVER w, count(t) OVER w, count(*) OVER w, min(t) OVER w,
            max(y) OVER w, avg(o) OVER w, stddev_samp(x) OVER w, count(DISTINCT o) OVER w
          FROM rows WINDOW w AS (PARTITION BY g ORDER BY o %s NULLS LAST%s %s BETWEEN %s AND %s)
          """
              .formatted(
                  descending ? "DESC" : "",
                  byRows ? ", id" : "",
                  parts.getFirst(),
                  sql(start),
                  sql(end)));
    }
  }

  private static String sql(long bound) {
    return bound == Window.START
        ? "UNBOUNDED PRECEDING"
        : bound == Window.END
            ? "UNBOUNDED FOLLOWING"
            : bound == 0
                ? "CURRENT ROW"
                : Math.abs(bound) + (bound < 0 ? " PRECEDING" : " FOLLOWING");
  }

  @Test
  void rangesOfFloatsAndDates() throws SQLException {
    check(
        rows.filter(col("y").isNotNull().and(col("y").lt(1000.0)))
            .select("id", count().over(partitionBy("g").orderBy("y").range(-2, 3)).as("n")),
        """
        SELECT id, count(*) OVER (PARTITION BY g ORDER BY y NULLS LAST
          RANGE BETWEEN 2 PRECEDING AND 3 FOLLOWING) FROM rows WHERE y < 1000.0
        """);
    check(
        rows.select("id", sum("x").over(partitionBy("g").orderBy("d").range(-7, 0)).as("s")),
        """
        SELECT id, sum(x) OVER (PARTITION BY g ORDER BY d NULLS LAST
          RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) FROM rows
        """);
  }

  @Test
  void firstAndLastSkipNullsSoThatGapsAreFilled() throws SQLException {
    Window before = partitionBy("g").orderBy("id").rows(Window.START, 0);
    Window behind = partitionBy("g").orderBy("id").rows(0, Window.END);
    check(
        rows.select("id", last("x").over(before).as("f"), first("t").over(behind).as("b")),
        """
        SELECT id, last_value(x IGNORE NULLS) OVER (PARTITION BY g ORDER BY id),
          first_value(t IGNORE NULLS) OVER (PARTITION BY g ORDER BY id
            ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
        FROM rows
        """);
  }

  @Test
  void windowsAreFilteredAndGroupedLikeOtherColumns() throws SQLException {
    check(
        rows.withColumn("r", rowNumber().over(partitionBy("g").orderBy(desc("x"), "id")))
            .filter(col("r").le(2).and(col("g").gt(50)))
            .groupBy("r")
            .agg(sum("x").as("s"), count().as("n")),
        """
        SELECT r, sum(x), count(*) FROM (
          SELECT *, row_number() OVER (PARTITION BY g ORDER BY x DESC NULLS LAST, id) AS r FROM rows)
        WHERE r <= 2 AND g > 50 GROUP BY r
        """);
    assertThat(
            rows.withColumn("r", rowNumber().over(partitionBy("g").orderBy("id")))
                .filter(col("r").le(2).and(col("g").gt(50)))
                .explain())
        .containsSubsequence("filter r <= 2", "window", "filter g > 50");
  }

  @Test
  void comesInTheOrderOfItsWindow() throws SQLException {
    assertThat(
            run(rows.select("g", "id", rowNumber().over(partitionBy("g").orderBy("id")).as("r"))))
        .isEqualTo(
            duck.rows(
                "SELECT g, id, row_number() OVER (PARTITION BY g ORDER BY id) AS r FROM rows"
                    + " ORDER BY g NULLS LAST, id"));
  }

  @Test
  void aSinglePartitionIsTheSameInLittleMemory() {
    DataFrame wide =
        rows.union(rows)
            .union(rows)
            .union(rows)
            .withColumn("text", col("t").fillNull("another text of a length that takes room"));
    DataFrame windows =
        wide.withColumns(
            sum("x").over(orderBy("o", "id").rows(-500, 20)).as("s"),
            rank().over(orderBy("o")).as("r"));
    List<List<@Nullable Object>> plenty = run(windows, 2);
    try (Session session = Session.local().workers(2).memory("6m").open()) {
      List<List<@Nullable Object>> little = new ArrayList<>();
      session.run(
          () -> {
            try (Stream<Table> tables = windows.stream()) {
              tables.forEachOrdered(
                  table -> {
                    try (table) {
                      little.addAll(DuckOracle.rows(table));
                    }
                  });
            }
          });
      assertThat(little).isEqualTo(plenty);
    }
  }

  @Test
  void noRowsHaveNoWindow() {
    try (Table none =
        rows.filter(col("id").lt(0))
            .select("id", rank().over(partitionBy("g").orderBy("o")).as("r"))
            .collect()) {
      assertThat(none.rows()).isZero();
    }
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> rows.withColumn("r", rank().over(partitionBy("g"))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("rank needs an order")
        .hasMessageContaining(".orderBy(..)");
    assertThatThrownBy(() -> rows.filter(rank().over(orderBy("o")).le(3)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a filter cannot hold a window function")
        .hasMessageContaining("withColumns");
    assertThatThrownBy(() -> rows.withColumn("s", sum("x").over(orderBy("t").range(-1, 0))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("one integer, float, date or timestamp column");
    assertThatThrownBy(() -> orderBy("o").rows(3, 1))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a frame from 3 to 1 has no row");
    assertThatThrownBy(() -> rows.withColumn("s", sum("t").over(partitionBy("g"))))
        .isInstanceOf(PlanException.class);
  }

  private static void check(DataFrame frame, String sql) throws SQLException {
    List<List<@Nullable Object>> expected = DuckOracle.sorted(duck.rows(sql));
    assertThat(DuckOracle.sorted(run(frame))).as("%s", frame.explain()).isEqualTo(expected);
  }

  /** The rows, which must not depend on the number of workers, in their order too. */
  private static List<List<@Nullable Object>> run(DataFrame frame) {
    List<List<@Nullable Object>> alone = run(frame, 1);
    assertThat(run(frame, 4)).as("four workers").isEqualTo(alone);
    return alone;
  }

  private static List<List<@Nullable Object>> run(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).memory("1g").open();
        Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }
}
