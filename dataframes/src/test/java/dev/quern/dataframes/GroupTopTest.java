package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lag;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.rank;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.rowNumber;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first rows of each group, as DuckDB finds them, in much memory and in little. */
class GroupTopTest {
  @TempDir static Path folder;
  private static DuckOracle duck;
  private static DataFrame rows;

  @BeforeAll
  static void makeData() throws SQLException {
    duck = new DuckOracle();
    // Groups of one row and of thousands, ties and nulls in the order, long strings beside.
    duck.execute(
        """
        CREATE TABLE rows AS SELECT
          i::BIGINT AS id,
          CASE WHEN hash(i) % 31 = 0 THEN NULL
               WHEN hash(i) % 3 = 0 THEN 0
               ELSE (hash(i * 3) % 9000)::INTEGER END AS g,
          CASE WHEN hash(i) % 2 = 0 THEN 'a' ELSE 'a key of more than 12 bytes' END AS s,
          CASE WHEN hash(i) % 11 = 0 THEN NULL ELSE (hash(i * 7) % 400)::INTEGER END AS o,
          CASE WHEN hash(i) % 97 = 0 THEN 'NaN'::DOUBLE
               WHEN hash(i) % 19 = 0 THEN NULL ELSE (hash(i * 11) % 4096) / 64.0 END::DOUBLE AS y,
          'some text that takes room: ' || (hash(i * 2) % 5000) AS t
        FROM range(40000) r(i)
        """);
    rows = readParquet(duck.parquet(folder.resolve("rows.parquet"), "FROM rows", 6144).toString());
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  @Test
  void rowsOfEachGroup() throws SQLException {
    check(
        rows.groupBy("g", "s").top(3, desc("y"), "id"),
        """
        SELECT * FROM rows QUALIFY
          row_number() OVER (PARTITION BY g, s ORDER BY y DESC NULLS LAST, id) <= 3
        """);
  }

  @Test
  void rowsOfComputedGroupsByText() throws SQLException {
    check(
        rows.groupBy(col("id").mod(7).as("m")).top(40, "t", desc("id")),
        """
        SELECT * FROM rows QUALIFY
          row_number() OVER (PARTITION BY id % 7 ORDER BY t, id DESC) <= 40
        """);
  }

  @Test
  void ranksWithTheirPeers() throws SQLException {
    Window window = partitionBy("g").orderBy("o");
    check(
        rows.select("id", rank().over(window).as("r"))
            .filter(lit(2).ge(col("r")).and(col("id").ne(5))),
        """
        SELECT id, rank() OVER (PARTITION BY g ORDER BY o NULLS LAST) AS r
        FROM rows QUALIFY r <= 2 AND id <> 5
        """);
  }

  @Test
  void whatLooksBackSeesTheSame() throws SQLException {
    Window window = partitionBy("g").orderBy(desc("o"), asc("id"));
    check(
        rows.select("id", rowNumber().over(window).as("n"), lag("o", 1).over(window).as("before"))
            .filter(col("n").eq(2)),
        """
        SELECT id, row_number() OVER w AS n, lag(o) OVER w
        FROM rows WINDOW w AS (PARTITION BY g ORDER BY o DESC NULLS LAST, id) QUALIFY n = 2
        """);
  }

  @Test
  void ofRowsEqualInOrderTheFirstStay() throws SQLException {
    check(
        rows.groupBy("s").top(5, "s"),
        """
        SELECT * FROM rows QUALIFY row_number() OVER (PARTITION BY s ORDER BY id) <= 5
        """);
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> rows.groupBy("g").top(0, "o"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("top(2, desc(\"price\"))");
    assertThatThrownBy(() -> rows.groupBy("g").top(3)).isInstanceOf(PlanException.class);
  }

  private static void check(DataFrame frame, String sql) throws SQLException {
    assertThat(frame.explain()).contains(" first ");
    assertThat(DuckOracle.sorted(AnyMemory.rows(frame)))
        .as(frame.explain())
        .isEqualTo(DuckOracle.sorted(duck.rows(sql)));
  }
}
