package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists and structs as keys and operands, beside DuckDB's answers. */
class NestedKeysTest {
  private static final String ROWS =
      """
      SELECT i,
             CASE WHEN i % 11 = 0 THEN NULL
                  ELSE list_transform(range((hash(i) % 4)::BIGINT),
                       lambda x: CASE WHEN hash(i + x) % 5 = 0 THEN NULL
                                 ELSE (hash(i * 31 + x) % 3)::BIGINT - 1 END) END AS n,
             CASE WHEN i % 13 = 0 THEN NULL
                  ELSE {'a': CASE WHEN i % 4 = 0 THEN NULL ELSE (hash(i) % 3)::INTEGER - 1 END,
                        't': CASE WHEN i % 5 = 0 THEN NULL
                             ELSE ['', 'x', 'xy', 'a text of many bytes', 'ä'][(hash(i) % 5)::INTEGER + 1] END,
                        'd': ((hash(i + 7) % 4)::DOUBLE - 2) / 4} END AS s,
             list_transform(range(i % 3), lambda x: {'f': hash(i + x) % 2 = 0,
                  'c': ((hash(i + x) % 3)::INTEGER - 1)::DECIMAL(20, 2),
                  'o': DATE '1969-12-30' + (hash(i) % 4)::INTEGER, 'l': range(x)}) AS ls
      FROM range(400) r(i)\
      """;

  @TempDir static Path folder;
  private static DuckFile file = new DuckFile(Path.of(""));

  @BeforeAll
  static void write() throws Exception {
    file = DuckFile.write(folder.resolve("keys.parquet"), ROWS, 256);
  }

  @Test
  void sorts() throws Exception {
    file.check(
        file.rows().select("n", "s", "i").sort("n", desc("s"), "i"),
        "SELECT n, s, i FROM r ORDER BY n NULLS LAST, s DESC NULLS LAST, i");
    file.check(
        file.rows().select("ls", "i").sort(desc("ls"), "i").limit(200),
        "SELECT ls, i FROM r ORDER BY ls DESC NULLS LAST, i LIMIT 200");
    file.check(
        file.rows().select("n", "i").topK(20, asc("n").nullsFirst(), asc("i")),
        "SELECT n, i FROM r ORDER BY n NULLS FIRST, i LIMIT 20");
  }

  @Test
  void groups() throws Exception {
    file.checkAnyMemory(
        file.rows().groupBy("n", "s").agg(count().as("c"), sum("i").as("i")).sort("n", "s"),
        "SELECT n, s, count(*), sum(i) FROM r GROUP BY n, s ORDER BY n NULLS LAST, s NULLS LAST");
    file.check(
        file.rows().groupBy("ls").agg(max("i").as("m")).sort("ls"),
        "SELECT ls, max(i) FROM r GROUP BY ls ORDER BY ls NULLS LAST");
    file.check(
        file.rows().groupBy(col("s").as("k")).agg(count().divide(2).as("half")).sort("k"),
        "SELECT s, count(*) / 2 FROM r GROUP BY s ORDER BY s NULLS LAST");
    file.check(
        file.rows().rollup("n", "s").agg(count().as("c")).sort("c", "n", "s"),
        """
        SELECT n, s, count(*) AS c FROM r GROUP BY ROLLUP (n, s)
        ORDER BY c, n NULLS LAST, s NULLS LAST\
        """);
    file.check(
        file.rows().groupBy("n").agg(count().as("c")).filter(col("n").eq(listOf(lit(1L)))),
        "SELECT n, count(*) FROM r WHERE n = [1] GROUP BY n");
    file.check(
        file.rows().groupBy("s").top(1, desc("i")).select("s", "i").sort("i"),
        """
        SELECT s, i FROM r QUALIFY row_number() OVER (PARTITION BY s ORDER BY i DESC) = 1
        ORDER BY i\
        """);
  }

  @Test
  void groupsByStructsAsBySeveralColumns() throws Exception {
    DataFrame groups =
        file.rows()
            .groupBy(
                structOf(col("s"), col("n").list().length().as("c")).as("deep"),
                structOf(
                        col("i").mod(2).as("a"),
                        col("i").mod(3).as("b"),
                        lit(1).as("c"),
                        lit(2).as("d"),
                        lit(3).as("e"),
                        lit(4).as("f"),
                        lit(5).as("g"),
                        lit(6).as("h"),
                        lit(7).as("i"))
                    .as("wide"))
            .agg(count().as("n"), max("i").as("m"));
    assertThat(groups.explain()).contains("#key deep.s.t", "#key wide");
    file.check(
        groups
            .select("deep", col("wide").field("a").as("a"), col("n"), col("m"))
            .sort("deep", "a", "m"),
        """
        SELECT {'s': s, 'c': len(n)} AS deep, i % 2 AS a, count(*), max(i) AS m FROM r
        GROUP BY {'s': s, 'c': len(n)}, i % 2, i % 3
        ORDER BY deep NULLS LAST, a, m\
        """);
  }

  @Test
  void tellsRowsApart() throws Exception {
    file.check(
        file.rows().select("n", "s").distinct().sort("n", "s"),
        "SELECT DISTINCT n, s FROM r ORDER BY n NULLS LAST, s NULLS LAST");
    file.check(
        file.rows().unique("n").select("n", "i").sort("i"),
        "SELECT n, min(i) AS i FROM r GROUP BY n ORDER BY i");
    DataFrame odd = file.rows().filter(col("i").mod(2).eq(1)).select("n");
    DataFrame third = file.rows().filter(col("i").mod(3).eq(0)).select("n");
    file.check(
        odd.intersect(third).sort("n"),
        """
        SELECT n FROM (SELECT n FROM r WHERE i % 2 = 1 INTERSECT SELECT n FROM r WHERE i % 3 = 0)
        ORDER BY n NULLS LAST\
        """);
    file.check(
        odd.exceptAll(third).sort("n"),
        """
        SELECT n FROM (SELECT n FROM r WHERE i % 2 = 1 EXCEPT ALL SELECT n FROM r WHERE i % 3 = 0)
        ORDER BY n NULLS LAST\
        """);
  }

  @Test
  void joins() throws Exception {
    DataFrame few =
        file.rows().filter(col("i").lt(25)).select(col("n"), col("s").as("k"), col("i"));
    file.checkAnyMemory(
        file.rows()
            .select("i", "n", "s")
            .join(few, on("n", "n").and("s", "k"), INNER)
            .sort("i", "i_right"),
        """
        SELECT r.i, r.n, r.s, o.i FROM r JOIN r o ON r.n = o.n AND r.s = o.s AND o.i < 25
        ORDER BY r.i, o.i\
        """);
    file.check(
        file.rows()
            .filter(col("i").lt(60))
            .select("i", "n")
            .leftJoin(few.select("n", "i"), on("n"))
            .sort("i", "i_right"),
        """
        SELECT r.i, r.n, o.i FROM r LEFT JOIN r o ON r.n = o.n AND o.i < 25 WHERE r.i < 60
        ORDER BY r.i, o.i NULLS LAST\
        """);
    file.check(
        file.rows()
            .filter(col("i").lt(60))
            .select("n")
            .fullJoin(few.select("n", "i"), on("n"))
            .sort("n", "i"),
        """
        SELECT coalesce(a.n, b.n) AS n, b.i FROM (FROM r WHERE i < 60) a
        FULL JOIN (FROM r WHERE i < 25) b ON a.n = b.n ORDER BY n NULLS LAST, b.i NULLS LAST\
        """);
    file.check(
        file.rows().antiJoin(few, on("s", "k")).select("i").sort("i"),
        """
        SELECT i FROM r WHERE NOT EXISTS (SELECT 1 FROM r o WHERE o.i < 25 AND o.s = r.s)
        ORDER BY i\
        """);
  }

  @Test
  void compares() throws Exception {
    file.check(
        file.rows()
            .select(
                col("n").eq(listOf(lit(0L), lit(1L))).as("eq"),
                col("n").lt(listOf(lit(0L), nullOf(DType.INT64))).as("lt"),
                col("n").ge(listOf(col("i"), lit(0L))).as("ge"),
                col("n").eqNullSafe(col("n").list().sort()).as("same"),
                col("s").gt(structOf(lit(0).as("a"), lit("x").as("t"), lit(0.5).as("d"))).as("s"),
                col("n").nullIf(listOf(lit(1L))).as("null")),
        """
        SELECT n = [0, 1], n < [0, NULL], n >= [i, 0],
               n IS NOT DISTINCT FROM list_sort(n, 'ASC', 'NULLS LAST'),
               s > {'a': 0, 't': 'x', 'd': 0.5::DOUBLE}, nullif(n, [1]) FROM r\
        """);
    file.check(
        file.rows().filter(col("n").eq(listOf(lit(-1L), lit(0L)))).select("i"),
        "SELECT i FROM r WHERE n = [-1, 0]");
  }

  @Test
  void aggregates() throws Exception {
    file.check(
        file.rows()
            .groupBy(col("i").mod(4).as("g"))
            .agg(
                min("n").as("min"),
                max("s").as("max"),
                countDistinct("n").as("d"),
                argMax("n", "i").as("arg"),
                argMin("i", "n").as("by"),
                max(structOf(col("s").field("d"), col("i"))).as("idiom"))
            .sort("g"),
        """
        SELECT i % 4 AS g, min(n), max(s), count(DISTINCT n),
               max_by(n, i) FILTER (n IS NOT NULL), min_by(i, (n, i)) FILTER (n IS NOT NULL),
               max({'d': s.d, 'i': i}) FROM r GROUP BY g ORDER BY g\
        """);
    file.check(
        file.rows().agg(min("ls"), first(col("n").list().sort()).as("f")),
        "SELECT min(ls), list_sort(first(n ORDER BY i) FILTER (n IS NOT NULL), 'ASC', 'NULLS LAST')"
            + " FROM r");
  }

  @Test
  void windows() throws Exception {
    file.check(
        file.rows()
            .select(
                col("i"),
                count().over(partitionBy("n")).as("c"),
                rank().over(partitionBy(col("i").mod(3)).orderBy("s")).as("r"),
                lag("n", 1).over(orderBy("i")).as("before"),
                max("n").over(partitionBy(col("i").mod(5))).as("max"))
            .sort("i"),
        """
        SELECT i, count(*) OVER (PARTITION BY n),
               rank() OVER (PARTITION BY i % 3 ORDER BY s NULLS LAST), lag(n) OVER (ORDER BY i),
               max(n) OVER (PARTITION BY i % 5) FROM r ORDER BY i\
        """);
  }

  @Test
  void functionsOfListsOfLists() throws Exception {
    DataFrame lists =
        file.rows().groupBy(col("i").mod(40).as("g")).agg(collectList("n").as("nn")).sort("g");
    ListFunctions nn = col("nn").list();
    file.check(
        lists.select(
            nn.sort().as("sorted"),
            nn.max().as("max"),
            nn.distinct().list().sort().as("distinct"),
            nn.contains(listOf(lit(1L))).as("has")),
        """
        WITH l AS (SELECT i % 40 AS g, list(n ORDER BY i) AS nn FROM r GROUP BY g)
        SELECT list_sort(nn, 'ASC', 'NULLS LAST'),
               list_max(nn),
               list_sort(list_distinct(nn)
                   || CASE WHEN len(nn) > list_count(nn) THEN [NULL] ELSE [] END, 'ASC', 'NULLS LAST'),
               list_contains(nn, [1]) FROM l ORDER BY g\
        """);
  }

  @Test
  void refusesIntervalsWithin() {
    DataFrame intervals = file.rows().select(listOf(interval(1, 2, 3)).as("l"));
    assertThatThrownBy(() -> intervals.groupBy("l"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("holds an interval");
  }
}
