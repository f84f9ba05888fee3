package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryRules.Query;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** Random joins by equal keys: of every kind, with conditions, with nulls that are equal. */
final class JoinRules {
  private static final List<String> KEYS =
      List.of("k", "s", "b", "tiny", "big", "grade", "clock", "day");

  private final QueryParts parts;
  private final Arms<Query> kinds;
  private Query left = new Query("", tables -> tables.apply("t"));
  private Query right = left;
  private List<String> keys = List.of();
  private JoinOn on = new JoinOn(keys, keys);
  private String pairs = "";

  JoinRules(QueryParts parts) {
    this.parts = parts;
    this.kinds =
        parts
            .<Query>arms("join")
            .add("inner", () -> joined("INNER", "l.k", (a, b) -> a.join(b, on)))
            .add("left", () -> joined("LEFT", "l.k", (a, b) -> a.leftJoin(b, on)))
            .add(
                "right",
                () -> joined("RIGHT", "coalesce(l.k, q.k)", (a, b) -> keyed(a.rightJoin(b, on))))
            .add(
                "full",
                () -> joined("FULL", "coalesce(l.k, q.k)", (a, b) -> keyed(a.fullJoin(b, on))))
            .add("semi", () -> exists("EXISTS", (a, b) -> a.semiJoin(b, on)))
            .add("anti", () -> exists("NOT EXISTS", (a, b) -> a.antiJoin(b, on)));
  }

  Query query() {
    left = parts.table("t");
    right = parts.table("u");
    keys = parts.some(KEYS, 1, 2);
    on = new JoinOn(keys, keys);
    boolean isNullSafe = parts.chance(20);
    if (isNullSafe) {
      on = on.nullSafe();
    }
    String equal = isNullSafe ? "l.%1$s IS NOT DISTINCT FROM q.%1$s" : "l.%1$s = q.%1$s";
    pairs = keys.stream().map(equal::formatted).collect(Collectors.joining(" AND "));
    if (parts.chance(40)) {
      pairs += " AND l.i < q.v";
      on = on.where(col("i").lt(col("v")));
    }
    return kinds.take();
  }

  private Query joined(String kind, String key, BinaryOperator<DataFrame> join) {
    Query a = left;
    Query b = right;
    return new Query(
        """
        SELECT l.r, l.d, %s, m, j, l.l, o FROM (SELECT * %s) l %s JOIN
        (SELECT r AS m, %s, w AS v, i AS j, p AS o %s) q ON %s\
        """
            .formatted(key, a.sql(), kind, String.join(", ", KEYS), b.sql(), pairs),
        tables ->
            join.apply(a.frame().apply(tables), narrow(b.frame().apply(tables)))
                .select("r", "d", "k", "m", "j", "l", "o"));
  }

  private Query exists(String verb, BinaryOperator<DataFrame> join) {
    Query a = left;
    Query b = right;
    return new Query(
        "SELECT l.r, l.s FROM (SELECT * %s) l WHERE %s (SELECT 1 FROM (SELECT *, w AS v %s) q WHERE %s)"
            .formatted(a.sql(), verb, b.sql(), pairs),
        tables ->
            join.apply(a.frame().apply(tables), narrow(b.frame().apply(tables))).select("r", "s"));
  }

  private static DataFrame narrow(DataFrame frame) {
    return frame
        .select("r", "k", "s", "b", "tiny", "big", "grade", "clock", "day", "w", "i", "p")
        .rename("r", "m")
        .rename("w", "v")
        .rename("i", "j")
        .rename("p", "o");
  }

  /* Where k is no key, the right k is another column: SQL's coalesce has it where the left is null. */
  private DataFrame keyed(DataFrame joined) {
    return keys.contains("k") ? joined : joined.withColumn("k", coalesce(col("k"), col("k_right")));
  }
}
