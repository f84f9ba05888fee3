package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.join.JoinKind;
import dev.quern.scheduler.RunProfile;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How much of a file of facts is read that are joined with few: twelve row groups of 2,048 rows,
 * number g holding 2,048 g and on. The answers are DuckDB's.
 */
class JoinPruningTest {
  private static final long ROWS = 12 * 2_048;

  @TempDir static Path folder;
  private static Path facts;

  @BeforeAll
  static void write() throws SQLException {
    try (DuckOracle duck = new DuckOracle()) {
      facts =
          duck.parquet(
              folder.resolve("facts.parquet"),
              """
              SELECT i AS number, i::INTEGER AS small, (i * 0.01)::DECIMAL(9, 2) AS price,
                (i * 0.01)::DECIMAL(38, 2) AS wide, printf('%05d', i) AS text,
                CASE WHEN i = 3000 THEN 'NaN'::DOUBLE WHEN i = 0 THEN -0.0 ELSE i END AS odd,
                CASE WHEN i % 3 > 0 THEN i END AS gaps, DATE '2001-01-01' + i::INTEGER AS day,
                TIMESTAMP '2001-01-01' + to_seconds(i) AS time, i % 7 AS other
              FROM range(24576) t(i)
              """,
              2_048);
    }
  }

  private static DataFrame facts() {
    return readParquet(facts.toString());
  }

  /** Rows of the facts that something else was written about. */
  private static Path some(String name, String rows) throws SQLException {
    try (DuckOracle duck = new DuckOracle()) {
      return duck.parquet(
          folder.resolve(name + ".parquet"), "SELECT * FROM (%s) t".formatted(rows), 2_048);
    }
  }

  private static long skipped(DataFrame frame) {
    return frame.profile().nodes().stream().mapToLong(RunProfile.Node::skipped).sum();
  }

  private static void check(DataFrame joined, String sql, long skipped) throws SQLException {
    check(joined, sql, skipped, 3);
  }

  private static void check(DataFrame joined, String sql, long skipped, int... workers)
      throws SQLException {
    DataFrame summed = joined.agg(count().as("n"), sum("number").as("s"));
    try (DuckOracle duck = new DuckOracle()) {
      for (int some : workers) {
        try (Session session = Session.local().workers(some).open();
            Table table = summed.collect(session)) {
          assertThat(DuckOracle.rows(table)).isEqualTo(duck.rows(sql));
        }
      }
    }
    assertThat(skipped(summed)).as("rows skipped of %d", ROWS).isEqualTo(skipped);
  }

  /** Few keys are asked for one by one: those here are in the groups 2 and 9. */
  @ParameterizedTest
  @ValueSource(strings = {"number", "price", "wide", "text", "odd", "gaps", "time"})
  void fewKeysOfEveryType(String key) throws SQLException {
    Path few =
        some(
            "few-" + key,
            "SELECT %s AS k FROM '%s' WHERE number BETWEEN 4100 AND 4120 OR number = 20000"
                .formatted(key, facts));
    DataFrame joined = facts().join(readParquet(few.toString()), on(key, "k"));
    String sql =
        "SELECT count(*), sum(number) FROM '%s' JOIN '%s' ON %s = k".formatted(facts, few, key);
    // Group 1 has NaN, and no bounds therefore.
    check(joined, sql, (key.equals("odd") ? 9 : 10) * 2_048L);
  }

  /** Of more only the least and the greatest: 5,000 to 9,999 are in the groups 2, 3 and 4. */
  @ParameterizedTest
  @CsvSource({
    "number, 9",
    "text, 9",
    "gaps, 9",
    "day, 9",

    // No bounds of wide decimals are taken, and group 1 has none, for it has NaN.
    "wide, 0",
    "odd, 8"
  })
  void manyKeysOfEveryType(String key, int groups) throws SQLException {
    Path many =
        some(
            "many-" + key,
            "SELECT %s AS k FROM '%s' WHERE number BETWEEN 5000 AND 9999".formatted(key, facts));
    DataFrame joined = facts().join(readParquet(many.toString()), on(key, "k"));
    String sql =
        "SELECT count(*), sum(number) FROM '%s' JOIN '%s' ON %s = k".formatted(facts, many, key);
    check(joined, sql, groups * 2_048L);
  }

  @Test
  void aKeyThatIsNaNOrZeroIsFound() throws SQLException {
    Path odd =
        some(
            "odd",
            "SELECT unnest(['NaN'::DOUBLE, 0.0, NULL]) AS k UNION ALL SELECT 5000.0 + i FROM"
                + " range(300) t(i)");
    String sql = "SELECT count(*), sum(number) FROM '%s' JOIN '%s' ON odd = k";
    check(facts().join(readParquet(odd.toString()), on("odd", "k")), sql.formatted(facts, odd), 0);
    Path zero = some("zero", "SELECT unnest([0.0, NULL]) AS k");
    check(
        facts().join(readParquet(zero.toString()), on("odd", "k")),
        sql.formatted(facts, zero),
        10 * 2_048);
  }

  /** Rows without a partner come out of some joins. */
  @ParameterizedTest
  @EnumSource(JoinKind.class)
  void everyKind(JoinKind kind) throws SQLException {
    Path few = some("kinds", "SELECT 4100 + i AS k, 'x' AS what FROM range(20) t(i)");
    DataFrame joined = facts().join(readParquet(few.toString()), on("number", "k"), kind);
    String sql =
        "SELECT count(*), sum(number) FROM '%s' %s JOIN '%s' ON number = k"
            .formatted(facts, kind, few);
    boolean drops = kind == JoinKind.INNER || kind == JoinKind.SEMI;
    check(joined, sql, drops ? 11 * 2_048 : 0, 1, 4);
  }

  /** The scan is told in its own names, whatever columns are called where they are compared. */
  @Test
  void namesTypesAndFiltersOnTheWay() throws SQLException {
    Path few = some("way", "SELECT 4100::BIGINT + i AS k FROM range(20) t(i)");
    Path days =
        some("days", "SELECT DATE '2001-01-01' + 4000 + i::INTEGER AS d FROM range(110) t(i)");
    DataFrame joined =
        facts()
            .filter(col("other").lt(3))
            .select(col("small").as("called"), col("number"), col("day"))
            .join(readParquet(few.toString()), on("called", "k"))
            .rename("day", "date")
            .join(readParquet(days.toString()), on("date", "d"));
    String sql =
        """
        SELECT count(*), sum(number) FROM '%s' JOIN '%s' ON small = k JOIN '%s' ON day = d
        WHERE other < 3
        """
            .formatted(facts, few, days);
    // Those days are in the groups 1 and 2, those numbers in the second of them.
    check(joined, sql, 11 * 2_048);
  }

  @Test
  void pagesAreSkippedWhereTheFileTellsTheirBounds() throws SQLException {
    String file = folder.resolve("pages.parquet").toString();
    readParquet(some("unpaged", "SELECT i AS number FROM range(200000) t(i)").toString())
        .writeParquet(file);
    Path few = some("pages-few", "SELECT 100000 + i AS k FROM range(1000) t(i)");
    DataFrame joined =
        readParquet(file).join(readParquet(few.toString()), on("number", "k")).agg(count().as("n"));
    assertThat(joined.collect().longs("n")).containsExactly(1_000);
    assertThat(skipped(joined)).isBetween(150_000L, 199_000L);
  }

  @Test
  void foldersOfOtherValuesAreSkipped() throws SQLException {
    String path = folder.resolve("folders").toString();
    facts()
        .select("number", "other")
        .writeParquet(path, WriteOptions.DEFAULTS.withPartitionBy("other"));
    Path few = some("folders-few", "SELECT unnest([2, 5]) AS k");
    DataFrame joined = readParquet(path).join(readParquet(few.toString()), on("other", "k"));
    String sql =
        "SELECT count(*), sum(number) FROM '%s' JOIN '%s' ON other = k".formatted(facts, few);
    check(joined, sql, ROWS - 2 * 3_511);
  }
}
