package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.corr;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.median;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.rowNumber;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.dataframes.Aggregation;
import dev.quern.dataframes.DataFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A question of the h2o.ai database benchmark.
 *
 * @param tables what it reads, as named in {@code sql}
 * @param sums columns of the answer whose sums are compared, besides the number of rows
 */
record H2oQuery(
    String name,
    List<String> tables,
    String sql,
    Function<Tables, DataFrame> frame,
    List<String> sums) {

  /** The tables by name. */
  interface Tables {
    DataFrame table(String name);
  }

  private static H2oQuery group(
      String name, String sql, Function<DataFrame, DataFrame> frame, String... sums) {
    return new H2oQuery(
        name, List.of("g1"), sql, tables -> frame.apply(tables.table("g1")), List.of(sums));
  }

  private static H2oQuery join(
      String name, String right, String sql, JoinFrame frame, String... sums) {
    return new H2oQuery(
        name,
        List.of("j1_x", right),
        sql,
        tables -> frame.of(tables.table("j1_x"), tables.table(right)),
        List.of(sums));
  }

  private interface JoinFrame {
    DataFrame of(DataFrame x, DataFrame right);
  }

  /** The frame that checks an answer: its rows, and the sums of some columns. */
  DataFrame checked(DataFrame answer) {
    List<Aggregation> all = new ArrayList<>(List.of(count().as("n")));
    sums.forEach(column -> all.add(sum(column).as(column)));
    return answer.agg(all.toArray(Aggregation[]::new));
  }

  /** The same in SQL, of the table {@code loaded}. */
  String check() {
    List<String> all = new ArrayList<>(List.of("count(*)"));
    sums.forEach(column -> all.add("sum(%s)".formatted(column)));
    return "SELECT %s FROM loaded".formatted(String.join(", ", all));
  }

  static List<H2oQuery> all() {
    return Stream.concat(groups().stream(), joins().stream()).toList();
  }

  private static List<H2oQuery> groups() {
    return List.of(
        group(
            "g1",
            "SELECT id1, sum(v1) AS v1 FROM g1 GROUP BY id1",
            g -> g.groupBy("id1").agg(sum("v1").as("v1")),
            "v1"),
        group(
            "g2",
            "SELECT id1, id2, sum(v1) AS v1 FROM g1 GROUP BY id1, id2",
            g -> g.groupBy("id1", "id2").agg(sum("v1").as("v1")),
            "v1"),
        group(
            "g3",
            "SELECT id3, sum(v1) AS v1, avg(v3) AS v3 FROM g1 GROUP BY id3",
            g -> g.groupBy("id3").agg(sum("v1").as("v1"), mean("v3").as("v3")),
            "v1",
            "v3"),
        group(
            "g4",
            "SELECT id4, avg(v1) AS v1, avg(v2) AS v2, avg(v3) AS v3 FROM g1 GROUP BY id4",
            g ->
                g.groupBy("id4").agg(mean("v1").as("v1"), mean("v2").as("v2"), mean("v3").as("v3")),
            "v1",
            "v2",
            "v3"),
        group(
            "g5",
            "SELECT id6, sum(v1) AS v1, sum(v2) AS v2, sum(v3) AS v3 FROM g1 GROUP BY id6",
            g -> g.groupBy("id6").agg(sum("v1").as("v1"), sum("v2").as("v2"), sum("v3").as("v3")),
            "v1",
            "v2",
            "v3"),
        group(
            "g6",
            """
            SELECT id4, id5, median(v3) AS m, stddev(v3) AS sd FROM g1 GROUP BY id4, id5\
            """,
            g -> g.groupBy("id4", "id5").agg(median("v3").as("m"), std("v3").as("sd")),
            "m",
            "sd"),
        group(
            "g7",
            "SELECT id3, max(v1) - min(v2) AS span FROM g1 GROUP BY id3",
            g ->
                g.groupBy("id3")
                    .agg(max("v1").as("most"), min("v2").as("least"))
                    .select("id3", col("most").minus(col("least")).as("span")),
            "span"),
        group(
            "g8",
            """
            SELECT id6, v3 FROM (SELECT id6, v3,
                row_number() OVER (PARTITION BY id6 ORDER BY v3 DESC) AS place FROM g1)
            WHERE place <= 2\
            """,
            g ->
                g.select(
                        "id6",
                        "v3",
                        rowNumber().over(partitionBy("id6").orderBy(desc("v3"))).as("place"))
                    .filter(col("place").le(2))
                    .select("id6", "v3"),
            "v3"),
        group(
            "g9",
            "SELECT id2, id4, corr(v1, v2) ** 2 AS r2 FROM g1 GROUP BY id2, id4",
            g ->
                g.groupBy("id2", "id4")
                    .agg(corr("v1", "v2").as("r"))
                    .select("id2", "id4", col("r").pow(2).as("r2")),
            "r2"),
        group(
            "g10",
            """
            SELECT id1, id2, id3, id4, id5, id6, sum(v3) AS v3, count(*) AS cnt FROM g1
            GROUP BY id1, id2, id3, id4, id5, id6\
            """,
            g ->
                g.groupBy("id1", "id2", "id3", "id4", "id5", "id6")
                    .agg(sum("v3").as("v3"), count().as("cnt")),
            "v3",
            "cnt"));
  }

  private static List<H2oQuery> joins() {
    return List.of(
        join(
            "j1",
            "j1_small",
            "SELECT x.*, r.id4 AS small_id4, r.v2 FROM j1_x x JOIN j1_small r ON x.id1 = r.id1",
            (x, r) -> x.join(r, on("id1")),
            "v1",
            "v2"),
        join(
            "j2",
            "j1_medium",
            """
            SELECT x.*, r.id1 AS r1, r.id4 AS r4, r.id5 AS r5, r.v2
            FROM j1_x x JOIN j1_medium r ON x.id2 = r.id2\
            """,
            (x, r) -> x.join(r, on("id2")),
            "v1",
            "v2"),
        join(
            "j3",
            "j1_medium",
            """
            SELECT x.*, r.id1 AS r1, r.id4 AS r4, r.id5 AS r5, r.v2
            FROM j1_x x LEFT JOIN j1_medium r ON x.id2 = r.id2\
            """,
            (x, r) -> x.leftJoin(r, on("id2")),
            "v1",
            "v2"),
        join(
            "j4",
            "j1_medium",
            """
            SELECT x.*, r.id1 AS r1, r.id2 AS r2, r.id4 AS r4, r.v2
            FROM j1_x x JOIN j1_medium r ON x.id5 = r.id5\
            """,
            (x, r) -> x.join(r, on("id5")),
            "v1",
            "v2"),
        join(
            "j5",
            "j1_big",
            """
            SELECT x.*, r.id1 AS r1, r.id2 AS r2, r.id4 AS r4, r.id5 AS r5, r.id6 AS r6, r.v2
            FROM j1_x x JOIN j1_big r ON x.id3 = r.id3\
            """,
            (x, r) -> x.join(r, on("id3")),
            "v1",
            "v2"));
  }
}
