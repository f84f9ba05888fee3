package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.on;

import dev.quern.dataframes.QueryParts.Both;
import dev.quern.dataframes.QueryRules.Query;
import java.util.ArrayList;
import java.util.List;

/** Random joins without equal keys: by comparisons, bands and intervals. */
final class RangeRules {
  private final QueryParts parts;

  RangeRules(QueryParts parts) {
    this.parts = parts;
  }

  Query join(Query left, Query right) {
    List<Both> conditions = new ArrayList<>();
    for (int i = 1 + parts.below(3); i > 0; i--) {
      conditions.add(condition());
    }
    String pairs = String.join(" AND ", conditions.stream().map(Both::sql).toList());
    Column all = conditions.stream().map(Both::column).reduce(Column::and).orElseThrow();
    String other =
        "(SELECT r AS m, w AS v, i AS j, x AS y, day AS z, d AS e %s) q".formatted(right.sql());
    String sides =
        "SELECT l.r, l.i, m, j FROM (SELECT * %s) l #KIND JOIN %s ON %s"
            .formatted(left.sql(), other, pairs);
    String exists =
        "SELECT r, i, s FROM (SELECT * %s) l WHERE #KIND EXISTS (SELECT 1 FROM %s WHERE %s)"
            .formatted(left.sql(), other, pairs);
    return parts
        .<Query>arms("range join")
        .add("inner", () -> query(sides, "INNER", left, right, (a, b) -> a.join(b, on(all))))
        .add(
            "cross", () -> query(sides, "INNER", left, right, (a, b) -> a.crossJoin(b).filter(all)))
        .add("left", () -> query(sides, "LEFT", left, right, (a, b) -> a.leftJoin(b, on(all))))
        .add("right", () -> query(sides, "RIGHT", left, right, (a, b) -> a.rightJoin(b, on(all))))
        .add("full", () -> query(sides, "FULL", left, right, (a, b) -> a.fullJoin(b, on(all))))
        .add("semi", () -> query(exists, "", left, right, (a, b) -> a.semiJoin(b, on(all))))
        .add("anti", () -> query(exists, "NOT", left, right, (a, b) -> a.antiJoin(b, on(all))))
        .take();
  }

  private interface Join {
    DataFrame of(DataFrame left, DataFrame right);
  }

  private static Query query(String sql, String kind, Query left, Query right, Join join) {
    return new Query(
        sql.replace("#KIND", kind),
        tables -> {
          DataFrame narrow =
              right
                  .frame()
                  .apply(tables)
                  .select(
                      col("r").as("m"),
                      col("w").as("v"),
                      col("i").as("j"),
                      col("x").as("y"),
                      col("day").as("z"),
                      col("d").as("e"));
          DataFrame joined = join.of(left.frame().apply(tables), narrow);
          return sql.startsWith("SELECT r,")
              ? joined.select("r", "i", "s")
              : joined.select("r", "i", "m", "j");
        });
  }

  private Both condition() {
    int n = parts.below(12);
    return parts
        .<Both>arms("range")
        .add("less", () -> new Both("l.i < q.v", col("i").lt(col("v"))))
        .add("at most", () -> new Both("q.j <= l.w", col("j").le(col("w"))))
        .add("floats", () -> new Both("l.x > q.y", col("x").gt(col("y"))))
        .add("dates", () -> new Both("l.day >= q.z", col("day").ge(col("z"))))
        .add("decimals", () -> new Both("l.d < q.e", col("d").lt(col("e"))))
        .add(
            "band",
            () ->
                new Both(
                    "l.i BETWEEN q.v - %1$d AND q.v + %1$d".formatted(n),
                    col("i").between(col("v").minus(n), col("v").plus(n))))
        .add(
            "interval",
            () ->
                new Both(
                    "q.j BETWEEN l.w AND l.w + %d".formatted(n),
                    col("j").between(col("w"), col("w").plus(n))))
        .add(
            "between sides",
            () ->
                new Both(
                    "l.i >= q.j AND l.i < q.v + %d".formatted(n),
                    col("i").ge(col("j")).and(col("i").lt(col("v").plus(n)))))
        .add("computed", () -> new Both("l.x * 2 <= q.y", col("x").times(2).le(col("y"))))
        .add("not equal", () -> new Both("l.k <> q.v", col("k").ne(col("v"))))
        .add(
            "of one side",
            () -> new Both("l.i %% 5 = %d".formatted(n % 5), col("i").mod(5).eq(n % 5)))
        .take();
  }
}
