package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.on;

import dev.quern.dataframes.QueryRules.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random joins without equal keys: by comparisons, bands and intervals. */
final class RangeRules {
  private record Both(String sql, Column column) {}

  private final SplittableRandom random;

  RangeRules(SplittableRandom random) {
    this.random = random;
  }

  Query join(Query left, Query right) {
    List<Both> conditions = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      conditions.add(condition());
    }
    String pairs = String.join(" AND ", conditions.stream().map(Both::sql).toList());
    Column all = conditions.stream().map(Both::column).reduce(Column::and).orElseThrow();
    String sides =
        "(SELECT * %s) l #KIND JOIN (SELECT r AS m, w AS v, i AS j, x AS y, day AS z, d AS e %s) q"
                .formatted(left.sql(), right.sql())
            + " ON "
            + pairs;
    String columns = "SELECT l.r, l.i, m, j FROM ";
    return switch (random.nextInt(7)) {
      case 0 ->
          query(
              columns + sides.replace("#KIND", "INNER"), left, right, (a, b) -> a.join(b, on(all)));
      case 1 ->
          query(
              columns + sides.replace("#KIND", "INNER"),
              left,
              right,
              (a, b) -> a.crossJoin(b).filter(all));
      case 2 ->
          query(
              columns + sides.replace("#KIND", "LEFT"),
              left,
              right,
              (a, b) -> a.leftJoin(b, on(all)));
      case 3 ->
          query(
              columns + sides.replace("#KIND", "RIGHT"),
              left,
              right,
              (a, b) -> a.rightJoin(b, on(all)));
      case 4 ->
          query(
              columns + sides.replace("#KIND", "FULL"),
              left,
              right,
              (a, b) -> a.fullJoin(b, on(all)));
      default -> {
        boolean isSemi = random.nextBoolean();
        yield query(
            "SELECT r, i, s FROM (SELECT * %s) l WHERE %s EXISTS (SELECT 1 FROM #RIGHT WHERE %s)"
                .formatted(left.sql(), isSemi ? "" : "NOT", pairs)
                .replace(
                    "#RIGHT", sides.substring(sides.indexOf("JOIN") + 5, sides.indexOf(" ON "))),
            left,
            right,
            (a, b) -> isSemi ? a.semiJoin(b, on(all)) : a.antiJoin(b, on(all)));
      }
    };
  }

  private interface Join {
    DataFrame of(DataFrame left, DataFrame right);
  }

  private static Query query(String sql, Query left, Query right, Join join) {
    return new Query(
        sql,
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
    int n = random.nextInt(12);
    return switch (random.nextInt(11)) {
      case 0 -> new Both("l.i < q.v", col("i").lt(col("v")));
      case 1 -> new Both("q.j <= l.w", col("j").le(col("w")));
      case 2 -> new Both("l.x > q.y", col("x").gt(col("y")));
      case 3 -> new Both("l.day >= q.z", col("day").ge(col("z")));
      case 4 -> new Both("l.d < q.e", col("d").lt(col("e")));
      case 5 ->
          new Both(
              "l.i BETWEEN q.v - %1$d AND q.v + %1$d".formatted(n),
              col("i").between(col("v").minus(n), col("v").plus(n)));
      case 6 ->
          new Both(
              "q.j BETWEEN l.w AND l.w + %d".formatted(n),
              col("j").between(col("w"), col("w").plus(n)));
      case 7 ->
          new Both(
              "l.i >= q.j AND l.i < q.v + %d".formatted(n),
              col("i").ge(col("j")).and(col("i").lt(col("v").plus(n))));
      case 8 -> new Both("l.x * 2 <= q.y", col("x").times(2).le(col("y")));
      case 9 -> new Both("l.k <> q.v", col("k").ne(col("v")));
      default -> new Both("l.i %% 5 = %d".formatted(n % 5), col("i").mod(5).eq(n % 5));
    };
  }
}
