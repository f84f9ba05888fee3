package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryRules.Query;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

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
            .add("in rows", () -> among("", true))
            .add("not in rows", () -> among("NOT ", true))
            .add("whether in rows", () -> among("", false))
            .add("of one row", this::scalar)
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

  /** Columns that are compared, in both tables. */
  private static final List<List<String>> ALIKE =
      List.of(
          List.of("k", "k"),
          List.of("k", "tiny"),
          List.of("i", "k"),
          List.of("d", "i"),
          List.of("s", "s"),
          List.of("day", "day"),
          List.of("grade", "grade"),
          List.of("big", "big"),
          List.of("clock", "clock"),
          List.of("b", "b"));

  /* Rows, or for each row, whether a value is among those of the other table. */
  private Query among(String not, boolean isFilter) {
    Query left = parts.table("t");
    Query right = parts.table("u");
    List<String> columns = parts.one(ALIKE);
    String among = columns.getLast();
    boolean hasNulls = parts.chance(50);
    String values =
        "SELECT %1$s FROM (SELECT * %2$s)%3$s"
            .formatted(
                among, right.sql(), hasNulls ? "" : " WHERE %s IS NOT NULL".formatted(among));
    // Beside a truth value that is true, false or null, so that all of the three are told apart.
    boolean isPlain = isFilter && parts.chance(50);
    String test = "%s%s IN (%s)".formatted(not, columns.getFirst(), values);
    Function<Function<String, DataFrame>, Column> ours =
        tables -> {
          DataFrame rows = right.frame().apply(tables).select(among);
          Column in = col(columns.getFirst()).in(hasNulls ? rows : rows.dropNulls());
          return not.isEmpty() ? in : in.not();
        };
    if (isFilter) {
      String where = isPlain ? test : "(%s) OR b".formatted(test);
      return new Query(
          "SELECT r, s FROM (SELECT * %s) WHERE %s".formatted(left.sql(), where),
          tables -> {
            Column in = ours.apply(tables);
            return left.frame()
                .apply(tables)
                .filter(isPlain ? in : in.or(col("b")))
                .select("r", "s");
          });
    }
    return new Query(
        "SELECT r, s, %s AS v %s".formatted(test, left.sql()),
        tables ->
            left.frame().apply(tables).select(col("r"), col("s"), ours.apply(tables).as("v")));
  }

  /* A value of another table for each row, and rows that are compared with it. */
  private Query scalar() {
    Query left = parts.table("t");
    Query right = parts.table("u");
    String column = parts.one(List.of("i", "d", "s", "day", "big", "grade"));
    String one =
        "SELECT %s(%s) %s".formatted(parts.chance(50) ? "min" : "max", column, right.sql());
    boolean isLeast = one.startsWith("SELECT min");
    return new Query(
        "SELECT r, (%1$s) AS v FROM (SELECT * %2$s) WHERE %3$s <= (%1$s) OR b"
            .formatted(one, left.sql(), column),
        tables -> {
          DataFrame rows = right.frame().apply(tables);
          Column value = rows.agg(isLeast ? min(column) : max(column)).scalar();
          return left.frame()
              .apply(tables)
              .filter(col(column).le(value).or(col("b")))
              .select(col("r"), value.as("v"));
        });
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
