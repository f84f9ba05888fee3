package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryRules.Query;
import java.util.List;
import java.util.function.BinaryOperator;

/** Random verbs that take rows for elements of sets. */
final class SetRules {
  private final QueryParts parts;
  private final Arms<Query> arms;

  SetRules(QueryParts parts) {
    this.parts = parts;
    this.arms =
        parts
            .<Query>arms("set")
            .add("union", () -> both("UNION ALL", DataFrame::union))
            .add("intersect", () -> both("INTERSECT", DataFrame::intersect))
            .add("intersect all", () -> both("INTERSECT ALL", DataFrame::intersectAll))
            .add("except", () -> both("EXCEPT", DataFrame::except))
            .add("except all", () -> both("EXCEPT ALL", DataFrame::exceptAll))
            .add("union by name", this::byName)
            .add("union of types", this::ofTypes)
            .add("unique first", () -> unique(Keep.FIRST, "row_number() OVER (%s ORDER BY r) = 1"))
            .add(
                "unique last",
                () -> unique(Keep.LAST, "row_number() OVER (%s ORDER BY r DESC) = 1"))
            .add("unique none", () -> unique(Keep.NONE, "count(*) OVER (%s) = 1"));
  }

  Query query() {
    return arms.take();
  }

  private Query both(String verb, BinaryOperator<DataFrame> ours) {
    Query left = parts.table(parts.chance(50) ? "t" : "u");
    Query right = parts.table(parts.chance(30) ? "t" : "u");
    List<String> columns = parts.some(QueryParts.KEYS, 1, 3);
    String names = String.join(", ", columns);
    Object[] selected = columns.toArray();
    return new Query(
        "SELECT %s %s %s SELECT %s %s".formatted(names, left.sql(), verb, names, right.sql()),
        tables ->
            ours.apply(
                left.frame().apply(tables).select(selected),
                right.frame().apply(tables).select(selected)));
  }

  private Query byName() {
    Query left = parts.table("t");
    Query right = parts.table("u");
    return new Query(
        "SELECT r, i, l, s %s UNION ALL BY NAME SELECT p, s, r %s"
            .formatted(left.sql(), right.sql()),
        tables ->
            left.frame()
                .apply(tables)
                .select("r", "i", "l", "s")
                .unionByName(right.frame().apply(tables).select("p", "s", "r")));
  }

  private Query ofTypes() {
    Query left = parts.table("t");
    Query right = parts.table("u");
    return new Query(
        "SELECT r, i, x, d %s UNION ALL SELECT k, tiny, i, w %s".formatted(left.sql(), right.sql()),
        tables ->
            left.frame()
                .apply(tables)
                .select("r", "i", "x", "d")
                .union(
                    right
                        .frame()
                        .apply(tables)
                        .select(
                            col("k").as("r"),
                            col("tiny").as("i"),
                            col("i").as("x"),
                            col("w").as("d"))));
  }

  private Query unique(Keep keep, String condition) {
    Query table = parts.table("t");
    List<String> columns = parts.some(QueryParts.KEYS, 1, 2);
    String partition = "PARTITION BY " + String.join(", ", columns);
    return new Query(
        "SELECT r, s, p FROM (SELECT * %s) QUALIFY %s"
            .formatted(table.sql(), condition.formatted(partition)),
        tables ->
            table
                .frame()
                .apply(tables)
                .unique(keep, columns.toArray(String[]::new))
                .select("r", "s", "p"));
  }
}
