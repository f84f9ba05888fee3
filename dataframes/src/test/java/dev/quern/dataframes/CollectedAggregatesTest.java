package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Aggregates that are made of the list of a group's values, beside DuckDB's answers. */
class CollectedAggregatesTest {
  private static final String ROWS =
      """
      SELECT i, (hash(i) % 7)::INTEGER AS g, (hash(i + 5) % 9)::INTEGER AS x,
             CASE WHEN i % 6 = 0 THEN NULL
                  ELSE repeat('w', (hash(i) % 3)::INTEGER) || (hash(i + 1) % 5) END AS t,
             CASE WHEN i % 8 = 0 THEN NULL ELSE range((hash(i) % 3)::BIGINT) END AS l
      FROM range(700) r(i)\
      """;

  @TempDir static Path folder;
  private static DuckFile file = new DuckFile(Path.of(""));

  @BeforeAll
  static void write() throws Exception {
    file = DuckFile.write(folder.resolve("values.parquet"), ROWS, 256);
  }

  @Test
  void joinsTexts() throws Exception {
    DataFrame joined =
        file.rows()
            .groupBy("g")
            .agg(
                stringAgg("t", ", ").as("a"),
                stringAgg("t", "|").orderBy(desc("x"), "i").as("b"),
                stringAgg("t", "").filter(col("x").gt(5)).as("c"),
                stringAgg("t", "-").orderBy("i").distinct().as("d"),
                stringAgg("t", " ").filter(col("x").gt(100)).as("none"),
                stringAgg("t", "|").distinct().orderBy("t").as("e"))
            .sort("g");
    assertThat(AnyMemory.rows(joined))
        .isEqualTo(
            file.query(
                """
                SELECT g, string_agg(t, ', ' ORDER BY i), string_agg(t, '|' ORDER BY x DESC, i),
                       string_agg(t, '' ORDER BY i) FILTER (x > 5),
                       array_to_string(list_transform(list_sort(list_transform(
                         list_distinct(list(t)), lambda u: {'f': list_position(list(t ORDER BY i) FILTER (t IS NOT NULL), u), 'u': u})),
                         lambda p: p.u), '-'),
                       NULL, string_agg(DISTINCT t, '|' ORDER BY t)
                FROM r GROUP BY g ORDER BY g\
                """));
  }

  @Test
  void ordersLists() throws Exception {
    file.check(
        file.rows()
            .groupBy("g")
            .agg(
                collectList("t").orderBy(asc("x").nullsFirst(), desc("i")).as("a"),
                collectNonNull("l").orderBy(desc("l"), "i").as("b"),
                collectList("i").orderBy("t").orderBy("i").as("c"))
            .sort("g"),
        """
        SELECT g, list(t ORDER BY x, i DESC),
               list(l ORDER BY l DESC, i) FILTER (l IS NOT NULL),
               list(i ORDER BY t NULLS LAST, i)
        FROM r GROUP BY g ORDER BY g\
        """);
  }

  @Test
  void setsMapsAndCounts() throws Exception {
    file.check(
        file.rows()
            .groupBy("g")
            .agg(
                collectSet("t").as("s"),
                collectSet("l").as("l"),
                mapAgg("t", "i").as("m"),
                valueCounts("x").as("h"),
                valueCounts("t").filter(col("i").lt(300)).as("t"))
            .select(
                col("g"),
                col("s").list().sort().as("s"),
                col("l").list().sort().as("l"),
                col("m").list().sortBy(e -> e.field("key").asc()).as("m"),
                col("h"),
                col("t"))
            .sort("g"),
        """
        SELECT g, list_sort(list(DISTINCT t) FILTER (t IS NOT NULL)),
               list_sort(list(DISTINCT l) FILTER (l IS NOT NULL)),
               (SELECT list({'key': t, 'value': i} ORDER BY t) FROM
                  (SELECT t, min(i) AS i FROM r q WHERE q.g = r.g AND t IS NOT NULL GROUP BY t)),
               map_entries(histogram(x)), map_entries(histogram(t) FILTER (i < 300))
        FROM r GROUP BY g ORDER BY g\
        """);
  }

  @Test
  void modesOfAnyType() throws Exception {
    file.check(
        file.rows()
            .groupBy("g")
            .agg(mode("t").as("t"), mode("l").as("l"), mode("x").as("x"))
            .sort("g"),
        """
        WITH c AS (SELECT g, t, count(*) AS n FROM r WHERE t IS NOT NULL GROUP BY g, t),
             d AS (SELECT g, l, count(*) AS n FROM r WHERE l IS NOT NULL GROUP BY g, l),
             e AS (SELECT g, x, count(*) AS n FROM r GROUP BY g, x)
        SELECT c.g, c.t, d.l, e.x
        FROM (FROM c QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC, t) = 1) c
        JOIN (FROM d QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC, l) = 1) d USING (g)
        JOIN (FROM e QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC, x) = 1) e USING (g)
        ORDER BY c.g\
        """);
    file.check(file.rows().filter(col("i").lt(0)).agg(mode("t").as("t")), "SELECT NULL::VARCHAR");
    file.check(
        file.rows().groupBy("g").agg(mostFrequent("t", 3).as("m")).sort("g"),
        """
        SELECT g, list({'key': t, 'value': n} ORDER BY n DESC, t) FROM
          (SELECT g, t, count(*) AS n FROM r WHERE t IS NOT NULL GROUP BY g, t
           QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC, t) <= 3)
        GROUP BY g ORDER BY g\
        """);
  }

  @Test
  void entropyAndGeometricMean() throws Exception {
    file.check(
        file.rows()
            .groupBy("g")
            .agg(
                entropy("t").as("e"),
                geometricMean(col("x").plus(1)).as("m"),
                entropy("x").divide(count()).as("share"))
            .sort("g"),
        """
        SELECT g, entropy(t), geomean(x + 1), entropy(x) / count(*) FROM r GROUP BY g ORDER BY g\
        """);
  }

  @Test
  void sortsAndTellsApartByKeysOfElements() throws Exception {
    DataFrame lists =
        file.rows().groupBy("g").agg(collectList(structOf(col("x"), col("i"))).as("s")).sort("g");
    ListFunctions s = col("s").list();
    file.check(
        lists.select(
            s.sortBy(e -> e.field("x").desc()).as("a"),
            s.distinctBy(e -> e.field("x")).as("b"),
            s.transform(e -> e.field("x")).list().valueCounts().as("c")),
        """
        WITH l AS (SELECT g, list({'x': x, 'i': i} ORDER BY x DESC, i) AS a,
                          list({'x': x, 'i': i} ORDER BY i)
                            FILTER (i = f) AS b,
                          list({'key': x, 'value': n} ORDER BY i) FILTER (i = f) AS c
                   FROM (SELECT *, min(i) OVER (PARTITION BY g, x) AS f,
                                count(*) OVER (PARTITION BY g, x) AS n FROM r) GROUP BY g)
        SELECT a, b, c FROM l ORDER BY g\
        """);
  }

  @Test
  void overWindows() throws Exception {
    file.check(
        file.rows()
            .select(
                col("i"),
                stringAgg("t", "|").over(partitionBy("g").orderBy("i").rows(-2, 0)).as("t"),
                mode("t").over(partitionBy("g")).as("m"),
                collectSet("x").over(partitionBy("g")).list().length().as("n"))
            .sort("i"),
        """
        WITH c AS (SELECT g, t, count(*) AS n FROM r WHERE t IS NOT NULL GROUP BY g, t
                   QUALIFY row_number() OVER (PARTITION BY g ORDER BY n DESC, t) = 1)
        SELECT i, string_agg(r.t, '|') OVER (PARTITION BY g ORDER BY i ROWS 2 PRECEDING), c.t,
               len(list(DISTINCT x) OVER (PARTITION BY g))
        FROM r JOIN c USING (g) ORDER BY i\
        """);
  }

  @Test
  void refusesOrdersThatMeanNothing() {
    assertThatThrownBy(() -> sum("x").orderBy("i"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("sum makes no list");
    assertThatThrownBy(() -> file.rows().agg(stringAgg("x", ",").as("t")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("needs texts");
  }
}
