package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.type.DType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of lists, structs and maps, beside DuckDB's answers. */
class NestedFrameTest {
  private static final String ROWS =
      """
      SELECT i, (hash(i) % 7)::INTEGER AS g,
             CASE WHEN i % 11 = 0 THEN NULL
                  ELSE list_transform(range((hash(i + 1) % 6)::BIGINT),
                       lambda x: CASE WHEN hash(i + x) % 5 = 0 THEN NULL
                                 ELSE (hash(i * 31 + x) % 100)::BIGINT END) END AS n,
             CASE WHEN i % 13 = 0 THEN NULL
                  ELSE list_transform(range((hash(i + 1) % 6)::BIGINT),
                       lambda x: CASE WHEN hash(i + x) % 6 = 0 THEN NULL
                                 ELSE 'text ' || repeat('-', (hash(i + x) % 12)::INTEGER) || x END)
                  END AS t,
             list_transform(range((hash(i + 2) % 4)::BIGINT),
                  lambda x: (hash(i + x) % 1000)::DOUBLE / 8) AS d,
             CASE WHEN i % 7 = 0 THEN NULL
                  ELSE {'a': i, 'b': CASE WHEN i % 3 = 0 THEN NULL ELSE 's' || i END,
                        'l': range(i % 3)} END AS s,
             MAP {'x': i, 'y' || i % 3: i * 2} AS m,
             CASE WHEN i % 5 = 0 THEN NULL ELSE 'a,b' || i || ',,cccccccccccccccc' || i END AS c
      FROM range(3000) r(i)\
      """;

  @TempDir static Path folder;
  private static DuckFile file = new DuckFile(Path.of(""));

  @SuppressWarnings("ArrayRecordComponent") // that there may be arrays is what is tested
  record Tagged(long id, @Nullable List<String> tags, long[] numbers, @Nullable Point point) {}

  record Point(double x, @Nullable Integer label) {}

  @BeforeAll
  static void write() throws Exception {
    file = DuckFile.write(folder.resolve("nested.parquet"), ROWS, 2048);
  }

  @Test
  void readsWhatDuckDbWrites() throws Exception {
    assertThat(file.rows().schema().field("n").type()).isEqualTo(DType.list(DType.INT64));
    assertThat(file.rows().schema().field("s").type())
        .hasToString("struct(a: int64, b: utf8, l: list(int64))");
    file.check(
        file.rows().select("i", "n", "t", "d", "s", "m"),
        "SELECT i, n, t, d, s, map_entries(m) FROM r");
  }

  @Test
  void writesArraysAndObjectsOfJson() throws Exception {
    String copy = folder.resolve("copy.ndjson").toString();
    file.rows().select("i", "n", "t", "d", "s", "m").writeJson(copy);
    assertThat(
            file.query(
                """
                SELECT i, n, t, d, s, m FROM read_json('%s', columns = {
                  i: 'BIGINT', n: 'BIGINT[]', t: 'VARCHAR[]', d: 'DOUBLE[]',
                  s: 'STRUCT(a BIGINT, b VARCHAR, l BIGINT[])',
                  m: 'STRUCT(key VARCHAR, value BIGINT)[]'})
                """
                    .formatted(copy)))
        .isEqualTo(file.query("SELECT i, n, t, d, s, map_entries(m) FROM r"));
  }

  @Test
  void writesWhatDuckDbAndItselfRead() throws Exception {
    String copy = folder.resolve("copy.parquet").toString();
    String arrow = folder.resolve("copy.arrow").toString();
    DataFrame nested = file.rows().select("i", "n", "t", "d", "s");
    nested.writeParquet(copy);
    nested.writeIpc(arrow);
    String sql = "SELECT i, n, t, d, s FROM ";
    file.check(readParquet(copy), sql + "r");
    file.check(readIpc(arrow), sql + "'" + copy + "'");
  }

  @Test
  void filtersSortsLimitsAndUnites() throws Exception {
    file.checkAnyMemory(
        file.rows().filter(col("g").eq(3).and(col("n").isNotNull())).select("i", "n", "t", "s"),
        "SELECT i, n, t, s FROM r WHERE g = 3 AND n IS NOT NULL");
    file.checkAnyMemory(
        file.rows().sort("g", desc("i")).select("g", "i", "n", "t", "s"),
        "SELECT g, i, n, t, s FROM r ORDER BY g, i DESC");
    file.checkAnyMemory(
        file.rows().topK(50, desc("i")).select("i", "t", "s"),
        "SELECT i, t, s FROM r ORDER BY i DESC LIMIT 50");
    file.checkAnyMemory(
        file.rows().limit(70).union(file.rows().slice(2500, 60)).select("i", "n", "s"),
        "SELECT i, n, s FROM r WHERE i < 70 OR i BETWEEN 2500 AND 2559");
  }

  @Test
  void explodes() throws Exception {
    file.checkAnyMemory(
        file.rows().select("i", "n", "c").explode("n"),
        """
        SELECT i, unnest(CASE WHEN n IS NULL OR len(n) = 0 THEN [NULL] ELSE n END), c
        FROM r\
        """);
    file.checkAnyMemory(
        file.rows().select("i", "t").explodeNonEmpty("t"), "SELECT i, unnest(t) FROM r");
    file.checkAnyMemory(
        file.rows()
            .filter(col("i").mod(143).ne(0))
            .select("i", "n", "t")
            .fillNull(0)
            .explodeNonEmpty("n"),
        "SELECT i, unnest(n), t FROM r WHERE i % 143 <> 0");
    file.checkAnyMemory(
        file.rows()
            .filter(col("n").list().length().eq(col("t").list().length()))
            .select("n", "t", "i")
            .explodeNonEmpty("n", "t"),
        "SELECT unnest(n), unnest(t), i FROM r WHERE len(n) = len(t)");
  }

  @Test
  void explodesAndGroups() throws Exception {
    file.checkAnyMemory(
        file.rows()
            .explodeNonEmpty("n")
            .filter(col("n").gt(50).and(col("g").lt(5)))
            .groupBy("g")
            .agg(sum("n").as("s"), count().as("c"))
            .sort("g"),
        """
        SELECT g, sum(n), count(*) FROM (SELECT g, unnest(n) AS n FROM r)
        WHERE n > 50 AND g < 5 GROUP BY g ORDER BY g\
        """);
  }

  @Test
  void collectsListsOfGroupsInOrder() throws Exception {
    file.checkAnyMemory(
        file.rows()
            .groupBy("g")
            .agg(
                collectList("i").as("i"),
                collectNonNull(col("s").field("b")).as("b"),
                collectList("n").as("n"),
                collectNonNull("i").filter(col("i").mod(2).eq(0)).as("even"),
                count().as("c"))
            .sort("g"),
        """
        SELECT g, list(i), list(s.b) FILTER (s.b IS NOT NULL), list(n),
               list(i) FILTER (i % 2 = 0), count(*)
        FROM r GROUP BY g ORDER BY g\
        """);
    file.checkAnyMemory(
        file.rows().groupBy("i").agg(collectList("c").as("c")).sort("i"),
        "SELECT i, list(c) FROM r GROUP BY i ORDER BY i");
    file.checkAnyMemory(file.rows().agg(collectList("t").as("t")), "SELECT list(t) FROM r");
    file.checkAnyMemory(
        file.rows().explodeNonEmpty("n").groupBy("i").agg(collectList("n").as("n")).sort("i"),
        "SELECT i, n FROM r WHERE len(n) > 0 ORDER BY i");
    file.checkAnyMemory(
        file.rows().filter(col("i").lt(0)).agg(collectList("i").as("i")), "SELECT []::BIGINT[]");
    assertThatThrownBy(() -> collectList("i").filter(col("i").gt(0)))
        .isInstanceOf(PlanException.class);
  }

  @Test
  void joinsAndCarriesNestedColumns() throws Exception {
    DataFrame few = file.rows().filter(col("i").lt(40)).select(col("i").as("k"), col("t").as("u"));
    file.checkAnyMemory(
        file.rows().filter(col("i").lt(60)).select("i", "n").leftJoin(few, on("i", "k")).sort("i"),
        """
        SELECT r.i, r.n, o.t FROM r LEFT JOIN r o ON r.i = o.i AND o.i < 40
        WHERE r.i < 60 ORDER BY r.i\
        """);
  }

  @Test
  void functionsOfLists() throws Exception {
    ListFunctions n = col("n").list();
    file.check(
        file.rows()
            .select(
                n.length().as("length"),
                n.get(0).as("first"),
                n.get(-2).as("last but one"),
                n.get(col("g")).as("at"),
                n.slice(1, 2).as("slice"),
                n.slice(-2, 5).as("end"),
                n.contains(7).as("seven"),
                n.contains(col("g")).as("g"),
                n.sum().as("sum"),
                n.mean().as("mean"),
                n.min().as("min"),
                n.max().as("max"),
                n.sort().as("sorted"),
                n.sortDescending().as("falling")),
        """
        SELECT len(n), n[1], n[-2], n[g + 1], n[2:3], n[greatest(len(n) - 1, 1):],
               list_contains(n, 7), list_contains(n, g), list_sum(n), list_avg(n), list_min(n),
               list_max(n), list_sort(n, 'ASC', 'NULLS LAST'), list_sort(n, 'DESC', 'NULLS LAST')
        FROM r\
        """);
    ListFunctions t = col("t").list();
    file.check(
        file.rows()
            .select(
                t.length().as("length"),
                t.join("|").as("joined"),
                t.min().as("min"),
                t.max().as("max"),
                t.sort().as("sorted"),
                t.contains("text -1").as("has"),
                col("d").list().sum().as("sum"),
                col("d").list().max().as("greatest")),
        """
        SELECT len(t), CASE WHEN t IS NOT NULL THEN coalesce(array_to_string(t, '|'), '') END, list_min(t), list_max(t),
               list_sort(t, 'ASC', 'NULLS LAST'), list_contains(t, 'text -1'), list_sum(d),
               list_max(d)
        FROM r\
        """);
    file.check(
        file.rows().select(n.distinct().list().sort().as("n"), t.distinct().list().sort().as("t")),
        """
        SELECT list_sort(list_distinct(n) || CASE WHEN len(n) > list_count(n) THEN [NULL] ELSE [] END,
                         'ASC', 'NULLS LAST'),
               list_sort(list_distinct(t) || CASE WHEN len(t) > list_count(t) THEN [NULL] ELSE [] END,
                         'ASC', 'NULLS LAST')
        FROM r\
        """);
  }

  @Test
  void makesListsAndStructs() throws Exception {
    file.check(
        file.rows()
            .select(
                col("c").str().split(",").as("parts"),
                col("c").str().split(",").list().get(-1).as("last"),
                listOf(col("i"), col("g"), 5).as("list"),
                structOf("i", col("t"), col("g").plus(1).as("h")).as("struct")),
        """
        SELECT string_split(c, ','), string_split(c, ',')[-1], [i, g, 5],
               {'i': i, 't': t, 'h': g + 1} FROM r\
        """);
  }

  @Test
  void fieldsOfStructsAndMaps() throws Exception {
    file.check(
        file.rows().select(col("i"), col("s").field("a"), col("s").field("b"), col("s").field("l")),
        "SELECT i, s.a, s.b, s.l FROM r");
    file.check(
        file.rows().select("i", "s").unnest("s").explodeNonEmpty("l").sort("i", "l"),
        "SELECT i, s.a, s.b, unnest(s.l) FROM r ORDER BY ALL");
    ListFunctions m = col("m").list();
    file.check(
        file.rows()
            .select(
                m.mapGet("x").as("x"),
                m.mapGet("y1").as("y"),
                m.mapKeys().as("k"),
                m.mapValues().as("v")),
        "SELECT m['x'], m['y1'], map_keys(m), map_values(m) FROM r");
  }

  @Test
  void fieldsAreReadWithoutTheOthers() throws Exception {
    Column a = col("s").field("a");
    Column b = col("s").field("b");
    DataFrame some = file.rows().filter(a.lt(1_000).and(b.isNotNull())).select(col("i"), b);
    file.check(some, "SELECT i, s.b FROM r WHERE s.a < 1000 AND s.b IS NOT NULL");
    assertThat(some.explain())
        .contains("with fields [s.b, s.a]", "pruned by s.a LESS 1000 and s.b IS_NOT_NULL");
    file.checkAnyMemory(
        file.rows().filter(a.gt(50)).groupBy("g").agg(max(b).as("b"), count(a).as("n")).sort("g"),
        "SELECT g, max(s.b), count(s.a) FROM r WHERE s.a > 50 GROUP BY g ORDER BY g");
    file.check(
        file.rows()
            .select(col("i"), b.as("b"))
            .join(file.rows().filter(a.mod(10).eq(3)).select(a.as("i"), b.as("of")), on("i"))
            .sort("i"),
        "SELECT r.i, r.s.b, o.s.b FROM r JOIN r o ON r.i = o.s.a WHERE o.s.a % 10 = 3 ORDER BY 1");
  }

  @Test
  void aStructThatIsWantedIsReadOnce() throws Exception {
    DataFrame both = file.rows().select(col("s"), col("s").field("a")).select("a", "s");
    file.check(both, "SELECT s.a, s FROM r");
    assertThat(both.explain()).doesNotContain("fields");
    DataFrame filtered = file.rows().filter(col("s").field("a").eq(5));
    file.check(filtered.select("s"), "SELECT s FROM r WHERE s.a = 5");
    assertThat(filtered.explain()).doesNotContain("fields");
  }

  @Test
  void choosesAmongLists() throws Exception {
    file.check(
        file.rows()
            .select(
                when(col("g").gt(3)).then(col("n")).otherwise(listOf(col("i"))).as("chosen"),
                col("n").fillNull(listOf(col("i"), lit(-1L))).as("filled")),
        """
        SELECT CASE WHEN g > 3 THEN n ELSE [i] END, coalesce(n, [i, -1]) FROM r\
        """);
  }

  @Test
  void recordsHaveListsArraysAndRecords() {
    List<Tagged> records =
        List.of(
            new Tagged(1, List.of("a", "b"), new long[] {1, 2}, new Point(0.5, 7)),
            new Tagged(2, null, new long[0], null),
            new Tagged(3, Arrays.asList("c", null), new long[] {3}, new Point(1.5, null)));
    DataFrame frame = of(Tagged.class, records).toFrame();
    assertThat(frame.schema())
        .hasToString(
            "(id: int64, tags: list(utf8), numbers: list(int64), point: struct(x: float64, label:"
                + " int32))");
    List<Tagged> back = frame.toRecords(Tagged.class);
    assertThat(back).usingRecursiveComparison().isEqualTo(records);
    try (Table table = frame.select("tags", "point").collect()) {
      assertThat(table.text(5))
          .isEqualTo(
              """
              tags       | point
              list(utf8) | struct(x: float64, label: int32)
              -----------+---------------------------------
              [a, b]     | {x=0.5, label=7}
              null       | null
              [c, null]  | {x=1.5, label=null}
              (3 rows)\
              """);
    }
  }

  @Test
  void refusesWhatHasNoMeaning() {
    assertThatThrownBy(() -> file.rows().agg(sum("n").as("x")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("sum needs numbers, not list(int64)");
    assertThatThrownBy(() -> file.rows().join(file.rows(), on("t", "n")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("cannot join t (list(utf8)) with n (list(int64))");
    assertThatThrownBy(() -> file.rows().filter(col("n").eq(col("s"))))
        .isInstanceOf(PlanException.class);
    assertThatThrownBy(() -> file.rows().explode("i"))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("only lists");
    assertThatThrownBy(() -> file.rows().select(col("s").field("aa")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("did you mean 'a'");
    assertThatThrownBy(() -> file.rows().explode("n", "d").count())
        .hasRootCauseInstanceOf(ComputeException.class)
        .hasMessageContaining("equally long");
    assertThatThrownBy(() -> file.rows().writeCsv(folder.resolve("x.csv").toString()))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a line of text cannot hold");
  }

  @Test
  void structsWithOtherFields() throws Exception {
    Column s = col("s");
    file.checkAnyMemory(
        file.rows()
            .select(
                col("i"),
                s.struct().withField("b", col("g")).struct().withField("c", 7).as("with"),
                s.struct().dropFields("a", "l").as("without"),
                s.struct().renameField("a", "first").struct().field("first").as("renamed")),
        """
        SELECT i, CASE WHEN s IS NOT NULL THEN {'a': s.a, 'b': g, 'l': s.l, 'c': 7} END,
          CASE WHEN s IS NOT NULL THEN {'b': s.b} END, s.a
        FROM r\
        """);
    assertThatThrownBy(() -> file.rows().select(s.struct().dropFields("x").as("s")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("no field x: there are [a, b, l]");
    assertThatThrownBy(() -> file.rows().select(s.struct().dropFields("a", "b", "l").as("s")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("has none left");
    assertThatThrownBy(() -> file.rows().select(s.struct().renameField("a", "l").as("s")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("a field l already");
    assertThatThrownBy(() -> file.rows().select(col("n").struct().withField("a", 1).as("s")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("not a struct");
  }

  @Test
  void quantilesOfLists() throws Exception {
    file.checkAnyMemory(
        file.rows()
            .select(
                col("i"),
                col("n").list().median().as("m"),
                col("d").list().quantile(0.9).as("q"),
                col("n").list().dropNulls().as("all")),
        """
        SELECT i, list_aggregate(n, 'quantile_cont', 0.5), list_aggregate(d, 'quantile_cont', 0.9),
          list_filter(n, lambda x: x IS NOT NULL)
        FROM r\
        """);
    assertThatThrownBy(() -> file.rows().select(col("t").list().median().as("m")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("list quantile needs numbers, not utf8");
  }
}
