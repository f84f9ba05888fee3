package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expressions of the elements of lists, beside DuckDB's answers. */
class ListElementsTest {
  private static final String ROWS =
      """
      SELECT i, (hash(i) % 7)::BIGINT AS g,
             CASE WHEN i % 11 = 0 THEN NULL
                  ELSE list_transform(range((hash(i + 1) % 6)::BIGINT),
                       lambda x: CASE WHEN hash(i + x) % 5 = 0 THEN NULL
                                 ELSE (hash(i * 31 + x) % 100)::BIGINT END) END AS n,
             list_transform(range((hash(i + 3) % 5)::BIGINT),
                  lambda x: CASE WHEN hash(i + x) % 6 = 0 THEN NULL
                            ELSE 'text ' || repeat('-', (hash(i + x) % 12)::INTEGER) || x END)
                  AS t,
             CASE WHEN i % 5 = 0 THEN NULL ELSE list_transform(range(i % 4),
                  lambda x: CASE WHEN (i + x) % 4 = 0 THEN NULL ELSE range(x + 1) END) END AS ll,
             list_transform(range(i % 3), lambda x: {'a': x, 'b': 'b' || x}) AS ls,
             CASE WHEN i % 9 = 0 THEN NULL ELSE 'w' || i % 4 END AS w
      FROM range(900) r(i)\
      """;

  @TempDir static Path folder;
  private static DuckFile file = new DuckFile(Path.of(""));

  @BeforeAll
  static void write() throws Exception {
    file = DuckFile.write(folder.resolve("lists.parquet"), ROWS, 256);
  }

  @Test
  void transformsElements() throws Exception {
    ListFunctions n = col("n").list();
    file.check(
        file.rows()
            .select(
                col("i"),
                n.transform(x -> x.times(2).plus(col("g"))).as("a"),
                n.transform(x -> x.fillNull(-1).gt(50)).as("b"),
                n.transform((x, i) -> x.plus(i.times(1000))).as("c"),
                n.transform(x -> lit(1)).as("d"),
                n.transform(x -> col("w")).as("e"),
                col("t").list().transform(x -> x.str().upper().str().left(7)).as("f"),
                n.transform(x -> when(x.gt(50)).then(col("w")).otherwise("less")).as("g")),
        """
        SELECT i, list_transform(n, lambda x: x * 2 + g),
               list_transform(n, lambda x: coalesce(x, -1) > 50),
               list_transform(n, lambda x, i: x + (i - 1) * 1000),
               list_transform(n, lambda x: 1),
               list_transform(n, lambda x: w),
               list_transform(t, lambda x: left(upper(x), 7)),
               list_transform(n, lambda x: CASE WHEN x > 50 THEN w ELSE 'less' END) FROM r\
        """);
  }

  @Test
  void filtersElements() throws Exception {
    ListFunctions n = col("n").list();
    file.check(
        file.rows()
            .select(
                n.filter(x -> x.gt(30)).as("a"),
                n.filter(Column::isNotNull).as("b"),
                n.filter((x, i) -> i.mod(2).eq(0)).as("c"),
                n.filter(x -> x.gt(col("g").times(10))).list().length().as("d"),
                col("t").list().filter(x -> x.str().contains("---")).as("e"),
                n.slice(1, 3)
                    .list()
                    .filter(x -> x.lt(80))
                    .list()
                    .transform(x -> x.negate())
                    .as("f"),
                n.filter(x -> lit(false)).as("g")),
        """
        SELECT list_filter(n, lambda x: x > 30), list_filter(n, lambda x: x IS NOT NULL),
               list_filter(n, lambda x, i: (i - 1) % 2 = 0),
               len(list_filter(n, lambda x: x > g * 10)),
               list_filter(t, lambda x: contains(x, '---')),
               list_transform(list_filter(n[2:4], lambda x: x < 80), lambda x: -x),
               list_filter(n, lambda x: false) FROM r\
        """);
  }

  @Test
  void anyAndAllAreThreeValued() throws Exception {
    ListFunctions n = col("n").list();
    file.check(
        file.rows()
            .select(
                n.any(x -> x.gt(50)).as("any"),
                n.all(x -> x.gt(20)).as("all"),
                n.any(Column::isNull).as("nulls"),
                n.all(x -> x.ge(col("g"))).as("g")),
        """
        WITH s AS (SELECT *, list_transform(n, lambda x: x > 50) AS p,
          list_transform(n, lambda x: x > 20) AS q, list_transform(n, lambda x: x >= g) AS c FROM r)
        SELECT CASE WHEN n IS NULL THEN NULL WHEN list_contains(p, true) THEN true
                    WHEN list_count(p) < len(p) THEN NULL ELSE false END,
               CASE WHEN n IS NULL THEN NULL WHEN list_contains(q, false) THEN false
                    WHEN list_count(q) < len(q) THEN NULL ELSE true END,
               list_count(n) < len(n),
               CASE WHEN n IS NULL THEN NULL WHEN list_contains(c, false) THEN false
                    WHEN list_count(c) < len(c) THEN NULL ELSE true END FROM s\
        """);
  }

  @Test
  void listsInListsAndStructsInLists() throws Exception {
    ListFunctions ll = col("ll").list();
    file.check(
        file.rows()
            .select(
                ll.transform(x -> x.list().transform(y -> y.plus(col("i")))).as("a"),
                ll.transform(x -> x.list().sum()).as("b"),
                ll.transform((x, i) -> x.list().filter(y -> y.ge(i))).as("c"),
                ll.filter(x -> x.list().any(y -> y.eq(1))).as("d"),
                ll.transform(x -> x.list().transform(y -> x.list().length().plus(y))).as("e"),
                col("ls").list().transform(x -> x.field("b")).as("f"),
                col("ls").list().filter(x -> x.field("a").eq(1)).as("g"),
                col("ls").list().transform(x -> structOf(x.field("a"), col("i"))).as("h")),
        """
        SELECT list_transform(ll, lambda x: list_transform(x, lambda y: y + i)),
               list_transform(ll, lambda x: list_sum(x)),
               list_transform(ll, lambda x, i: list_filter(x, lambda y: y >= i - 1)),
               list_filter(ll, lambda x: list_contains(x, 1)),
               list_transform(ll, lambda x: list_transform(x, lambda y: len(x) + y)),
               list_transform(ls, lambda x: x.b), list_filter(ls, lambda x: x.a = 1),
               list_transform(ls, lambda x: {'a': x.a, 'i': i}) FROM r\
        """);
  }

  @Test
  void filtersAndGroupsByWhatIsMadeOfElements() throws Exception {
    DataFrame groups =
        file.rows()
            .filter(col("n").list().any(x -> x.gt(90)).and(col("i").lt(700)))
            .withColumn("big", col("n").list().filter(x -> x.gt(40)).list().length())
            .groupBy("big")
            .agg(
                count().as("c"), sum(col("n").list().transform(x -> x.mod(3)).list().sum()).as("s"))
            .sort("big");
    assertThat(AnyMemory.rows(groups))
        .isEqualTo(
            file.query(
                """
                SELECT len(list_filter(n, lambda x: x > 40)) AS big, count(*),
                       sum(list_sum(list_transform(n, lambda x: x % 3)))
                FROM r WHERE list_contains(list_transform(n, lambda x: x > 90), true) AND i < 700
                GROUP BY big ORDER BY big\
                """));
  }

  @Test
  void reduces() throws Exception {
    ListFunctions n = col("n").list();
    file.check(
        file.rows()
            .select(
                n.reduce(0, (sum, x) -> sum.plus(x.fillNull(1)).mod(97)).as("a"),
                n.reduce(col("g"), (g, x) -> when(x.gt(g)).then(x).otherwise(g)).as("b"),
                n.reduce(0.5, (sum, x) -> sum.times(0.5).plus(x.fillNull(0))).as("c"),
                col("t").list().reduce("", (text, x) -> concat(text, x.fillNull("?"), "|")).as("d"),
                n.filter(x -> lit(false)).list().reduce(5L, (a, x) -> a.plus(x)).as("e"),
                col("ll")
                    .list()
                    .transform(x -> x.list().reduce(col("i"), (a, y) -> a.plus(y)))
                    .as("f")),
        """
        SELECT CASE WHEN n IS NOT NULL THEN
                 list_reduce(list_prepend(0, list_transform(n, lambda x: coalesce(x, 1))), lambda a, x: (a + x) % 97) END,
               CASE WHEN n IS NOT NULL THEN
                 list_reduce(list_prepend(g, n), lambda a, x: CASE WHEN x > a THEN x ELSE a END) END,
               CASE WHEN n IS NOT NULL THEN
                 list_reduce(list_prepend(0.5::DOUBLE, list_transform(n, lambda x: coalesce(x, 0)::DOUBLE)),
                   lambda a, x: a * 0.5 + x) END,
               list_reduce(list_prepend('', list_transform(t, lambda x: coalesce(x, '?'))), lambda a, x: a || x || '|'),
               CASE WHEN n IS NOT NULL THEN 5 END,
               list_transform(ll, lambda x: CASE WHEN x IS NOT NULL THEN list_reduce(list_prepend(i, x), lambda a, y: a + y) END)
        FROM r\
        """);
  }

  @Test
  void listsTogether() throws Exception {
    ListFunctions n = col("n").list();
    file.check(
        file.rows()
            .select(
                n.reverse().as("a"),
                n.concat(col("t").list().transform(x -> x.str().length()), List.of(1)).as("b"),
                n.union(List.of(3L, 4L)).list().sort().as("c"),
                n.intersect(sequence(0, 50)).list().sort().as("d"),
                n.except(sequence(col("g"), 50)).list().sort().as("e"),
                n.position(col("n").list().get(-1)).as("f"),
                col("ll").list().flatten().as("h"),
                sequence(col("i"), 10, -3).as("s")),
        """
        SELECT list_reverse(n), list_concat(n, list_transform(t, lambda x: len(x)), [1]),
               list_sort(list_distinct(list_concat(n, [3, 4])) ||
                 CASE WHEN len(n) > list_count(n) THEN [NULL] ELSE [] END, 'ASC', 'NULLS LAST'),
               CASE WHEN n IS NOT NULL THEN list_sort(list_filter(list_distinct(n), lambda x: x < 50)) END,
               CASE WHEN n IS NOT NULL THEN list_sort(list_filter(list_distinct(n), lambda x: x < g OR x >= 50)) END,
               CASE WHEN n[-1] IS NOT NULL THEN list_position(n, n[-1]) - 1 END,
               flatten(ll), range(i, 10, -3) FROM r\
        """);
    file.check(
        file.rows().select(zip(col("n"), col("t").list().slice(0, 2).as("u")).as("z")),
        """
        SELECT list_transform(list_zip(n, t[1:2]), lambda p: {'n': p[1], 'u': p[2]}) FROM r\
        """);
  }

  @Test
  void usersFunctionsGetElements() throws Exception {
    file.check(
        file.rows().select(col("n").list().transform(x -> x.mapLong(v -> v * v + 1)).as("a")),
        "SELECT list_transform(n, lambda x: x * x + 1) FROM r");
  }

  @Test
  void plansSayWhatIsDone() {
    assertThat(
            file.rows().select(col("n").list().transform(x -> x.times(col("g"))).as("a")).explain())
        .contains("list transform(n, x -> x * g)");
  }

  @Test
  void errorsCountInRowsThatCount() throws Exception {
    Column failing = col("n").list().transform(x -> x.times(Long.MAX_VALUE));
    file.check(
        file.rows()
            .select(
                when(col("n").list().all(x -> x.le(1))).then(failing).otherwise(col("n")).as("a")),
        """
        SELECT CASE WHEN len(n) = list_count(n) AND list_bool_and(list_transform(n, lambda x: x <= 1))
                    THEN list_transform(n, lambda x: x * 9223372036854775807) ELSE n END FROM r\
        """);
    assertThatThrownBy(() -> file.rows().select(failing.as("a")).collect())
        .hasRootCauseInstanceOf(ComputeException.class)
        .hasMessageContaining("list transform(n, x -> x * 9223372036854775807)");
  }

  @Test
  void refusesWhatHasNoMeaning() {
    assertThatThrownBy(() -> file.rows().select(col("i").list().transform(x -> x)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("list transform needs a list, but gets int64");
    assertThatThrownBy(() -> file.rows().select(col("n").list().filter(x -> x.plus(1))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("truth value");
    assertThatThrownBy(
            () -> file.rows().select(col("n").list().transform(x -> sum(x).over(partitionBy("g")))))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("window function");
  }
}
