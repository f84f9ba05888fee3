package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of rows that are not null, and frames with rows left out, beside DuckDB's answers. */
class WindowValuesTest {
  @TempDir static Path folder;
  private static DuckFile file;
  private static DataFrame rows;

  @BeforeAll
  static void makeData() throws Exception {
    file =
        DuckFile.write(
            folder.resolve("rows.parquet"),
            """
            SELECT i::BIGINT AS id,
              CASE WHEN hash(i) % 3 = 0 THEN 0 ELSE (hash(i * 3) % 100)::INTEGER END AS g,
              CASE WHEN hash(i) % 11 = 0 THEN NULL ELSE (hash(i * 7) % 60)::INTEGER END AS o,
              CASE WHEN hash(i) % 3 < 2 THEN NULL ELSE (hash(i * 5) % 1000)::BIGINT END AS x,
              CASE WHEN hash(i) % 4 = 0 THEN NULL ELSE 'some text number ' || hash(i) % 50 END AS t,
              CASE WHEN hash(i) % 5 = 0 THEN NULL ELSE [hash(i) % 9] END::BIGINT[] AS l,
              CASE WHEN hash(i) % 6 = 0 THEN NULL ELSE (hash(i * 11) % 4096) / 64.0 END::DOUBLE AS y,
              DATE '2024-01-01' + (hash(i * 13) % 300)::INTEGER AS d
            FROM range(3000) r(i)\
            """,
            1000);
    rows = file.rows();
  }

  @Test
  void lastAndNextValues() throws Exception {
    Window window = partitionBy("g").orderBy("o", "id");
    file.checkAnyMemory(
        rows.select(
                col("id"),
                lag("x", 1).ignoreNulls().over(window).as("a"),
                lag("t", 3).ignoreNulls().over(window).as("b"),
                lead("x", 2).ignoreNulls().over(window).as("c"),
                lead("l", 1).ignoreNulls().over(window).as("d"),
                shift("y", -4).ignoreNulls().over(window).as("e"),
                lag("x", 2, -1).ignoreNulls().over(window).as("f"),
                lag("x", 5_000).ignoreNulls().over(window).as("g"),
                lag("x", 0).ignoreNulls().over(window).as("h"),
                lag("x", 0, -1).ignoreNulls().over(window).as("i"))
            .sort("id"),
        """
        SELECT id, lag(x IGNORE NULLS) OVER w, lag(t, 3 IGNORE NULLS) OVER w,
          lead(x, 2 IGNORE NULLS) OVER w, lead(l IGNORE NULLS) OVER w,
          lead(y, 4 IGNORE NULLS) OVER w, lag(x, 2, -1 IGNORE NULLS) OVER w, NULL, x, x
        FROM r WINDOW w AS (PARTITION BY g ORDER BY o NULLS LAST, id) ORDER BY id\
        """);
  }

  @Test
  void valuesOfFrames() throws Exception {
    Window window = partitionBy("g").orderBy("o", "id").rows(-6, 3);
    file.checkAnyMemory(
        rows.select(
                col("id"),
                firstValue("x").ignoreNulls().over(window).as("a"),
                lastValue("t").ignoreNulls().over(window.excludeCurrentRow()).as("b"),
                nthValue("x", 2).ignoreNulls().over(window.excludeCurrentRow()).as("c"),
                nthValue("y", 3).over(window.excludeCurrentRow()).as("d"),
                firstValue("l").over(partitionBy("g").orderBy("id").excludeGroup()).as("e"))
            .sort("id"),
        """
        SELECT id, first_value(x IGNORE NULLS) OVER w, last_value(t IGNORE NULLS) OVER v,
          nth_value(x, 2 IGNORE NULLS) OVER v, nth_value(y, 3) OVER v, first_value(l) OVER u
        FROM r WINDOW
          w AS (PARTITION BY g ORDER BY o NULLS LAST, id ROWS BETWEEN 6 PRECEDING AND 3 FOLLOWING),
          v AS (PARTITION BY g ORDER BY o NULLS LAST, id ROWS BETWEEN 6 PRECEDING AND 3 FOLLOWING
                EXCLUDE CURRENT ROW),
          u AS (PARTITION BY g ORDER BY id RANGE UNBOUNDED PRECEDING EXCLUDE GROUP)
        ORDER BY id\
        """);
  }

  @Test
  void aggregatesOfTheOthers() throws Exception {
    Window peers = partitionBy("g").orderBy("o");
    file.checkAnyMemory(
        rows.select(
                col("id"),
                mean("y").over(partitionBy("g").excludeCurrentRow()).as("a"),
                sum("x").over(peers.excludeTies()).as("b"),
                count().over(peers.excludeGroup()).as("c"),
                max("t").over(peers.range(-5, 5).excludeGroup()).as("d"),
                sum("y").over(peers.groups(-2, 1).excludeTies()).as("e"),
                min("d").over(orderBy("id").rows(-700, 400).excludeCurrentRow()).as("f"),
                sum("y").over(orderBy("d").rolling(Duration.ofDays(7)).excludeGroup()).as("g"))
            .sort("id"),
        """
        SELECT id, avg(y) OVER (PARTITION BY g ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED
            FOLLOWING EXCLUDE CURRENT ROW),
          sum(x) OVER (PARTITION BY g ORDER BY o NULLS LAST RANGE UNBOUNDED PRECEDING EXCLUDE TIES),
          count(*) OVER (PARTITION BY g ORDER BY o NULLS LAST RANGE UNBOUNDED PRECEDING
            EXCLUDE GROUP),
          max(t) OVER (PARTITION BY g ORDER BY o NULLS LAST RANGE BETWEEN 5 PRECEDING AND
            5 FOLLOWING EXCLUDE GROUP),
          sum(y) OVER (PARTITION BY g ORDER BY o NULLS LAST GROUPS BETWEEN 2 PRECEDING AND
            1 FOLLOWING EXCLUDE TIES),
          min(d) OVER (ORDER BY id ROWS BETWEEN 700 PRECEDING AND 400 FOLLOWING
            EXCLUDE CURRENT ROW),
          sum(y) OVER (ORDER BY d RANGE BETWEEN INTERVAL 6 DAY PRECEDING AND CURRENT ROW
            EXCLUDE GROUP)
        FROM r ORDER BY id\
        """);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> rank().ignoreNulls())
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("ignoreNulls is for lag, lead, shift, firstValue");
    assertThatThrownBy(() -> rows.withColumn("s", sum("x").over(partitionBy("g").excludeTies())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needs an order")
        .hasMessageContaining("without ties");
  }
}
