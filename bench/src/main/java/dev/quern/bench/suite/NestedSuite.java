package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.collectList;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.dataframes.DataFrame;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Lists, structs and texts of JSON: functions, keys and aggregates, each with the reading. */
public final class NestedSuite implements CaseSuite {
  private static final DType JSON =
      DType.struct(
          Field.of("id", DType.INT64),
          Field.of("name", DType.UTF8),
          Field.of("values", DType.list(DType.INT64)));

  private NestedSuite() {}

  /** Times the queries. */
  public static void main(String... arguments) {
    Bench.main(new NestedSuite(), arguments);
  }

  @Override
  public String name() {
    return "nested";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Path file = new DataFolder(setting.options(), setting.progress()).nested();
    DuckDb duckDb = setting.own(DuckDb.open(setting.options().threads()));
    duckDb.view("r", file);
    QuernFrames quern = QuernFrames.of(setting);
    double rows =
        Double.parseDouble(duckDb.rows("SELECT count(*) FROM r").rows().getFirst().getFirst());
    List<Case> cases = new ArrayList<>();
    for (Query query : queries()) {
      cases.add(
          Case.of(
              query.name(),
              rows,
              "rows",
              quern.query(() -> query.frame().apply(readParquet(file.toString()))),
              duckDb.query(query.sql())));
    }
    return cases;
  }

  private record Query(String name, String sql, UnaryOperator<DataFrame> frame) {}

  private static List<Query> queries() {
    return List.of(
        new Query(
            "sum of each list",
            "SELECT sum(list_sum(n)) FROM r",
            r -> r.select(col("n").list().sum().as("s")).agg(sum("s").as("s"))),
        new Query(
            "transform",
            "SELECT sum(list_sum(list_transform(n, lambda x: 2 * x + i))) FROM r",
            r ->
                r.select(
                        col("n")
                            .list()
                            .transform(x -> x.times(2).plus(col("i")))
                            .list()
                            .sum()
                            .as("s"))
                    .agg(sum("s").as("s"))),
        new Query(
            "filter",
            "SELECT sum(len(list_filter(n, lambda x: x > 500))) FROM r",
            r ->
                r.select(col("n").list().filter(x -> x.gt(500)).list().length().as("s"))
                    .agg(sum("s").as("s"))),
        new Query(
            "contains",
            "SELECT count(*) FROM r WHERE list_contains(n, 77)",
            r -> r.filter(col("n").list().contains(77)).agg(count().as("c"))),
        new Query(
            "explode",
            "SELECT e % 100 AS k, count(*) FROM (SELECT unnest(n) AS e FROM r) GROUP BY k ORDER BY"
                + " k",
            r ->
                r.select("n")
                    .explodeNonEmpty("n")
                    .groupBy(col("n").mod(100).as("k"))
                    .count()
                    .sort("k")),
        new Query(
            "collect",
            "SELECT sum(len(l)) FROM (SELECT i % 1000 AS g, list(i) AS l FROM r GROUP BY g)",
            r ->
                r.groupBy(col("i").mod(1000).as("k"))
                    .agg(collectList("i").as("l"))
                    .select(col("l").list().length().as("n"))
                    .agg(sum("n").as("n"))),
        new Query(
            "group by lists",
            "SELECT count(*), max(c) FROM (SELECT k, count(*) AS c FROM r GROUP BY k)",
            r -> r.groupBy("k").agg(count().as("c")).agg(count().as("n"), max("c").as("m"))),
        new Query(
            "group by structs",
            "SELECT count(*), max(c) FROM (SELECT s, count(*) AS c FROM r GROUP BY s)",
            r -> r.groupBy("s").agg(count().as("c")).agg(count().as("n"), max("c").as("m"))),
        new Query(
            "sort by lists",
            "SELECT sum(i * p) FROM (SELECT i, row_number() OVER (ORDER BY n, i) % 7 AS p FROM r)",
            r ->
                r.sort("n", "i")
                    .withRowIndex("p")
                    .select(col("i").times(col("p").plus(1).mod(7)).as("v"))
                    .agg(sum("v").as("v"))),
        new Query(
            "from JSON",
            """
            SELECT sum(j.id), max(j.name), sum(list_sum(j."values")) FROM (
              SELECT from_json(t, '{"id":"BIGINT","name":"VARCHAR","values":["BIGINT"]}') AS j
              FROM r)\
            """,
            r ->
                r.select(col("t").str().fromJson(JSON).as("j"))
                    .agg(
                        sum(col("j").field("id")).as("a"),
                        max(col("j").field("name")).as("b"),
                        sum(col("j").field("values").list().sum()).as("c"))),
        new Query(
            "to JSON",
            "SELECT min(j), max(j), sum(strlen(j)) FROM (SELECT to_json(s)::VARCHAR AS j FROM r)",
            r ->
                r.select(col("s").toJson().as("j"))
                    .agg(
                        min("j").as("a"),
                        max("j").as("b"),
                        sum(col("j").str().byteLength()).as("c"))));
  }
}
