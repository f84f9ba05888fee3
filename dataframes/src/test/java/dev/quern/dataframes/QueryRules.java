package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.engine.agg.Interpolation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Random queries, as frames and in SQL. The same seed makes the same query. */
final class QueryRules {
  /** A query on tables by their names. */
  record Query(String sql, Function<Function<String, DataFrame>, DataFrame> frame) {}

  private record Both(String sql, Column column) {}

  private record BothAggregates(String sql, Aggregation aggregation) {}

  private static final List<String> NUMBERS = List.of("i", "k", "d", "tiny", "big");
  private static final List<String> ALL =
      List.of("k", "g", "s", "x", "d", "b", "day", "i", "tiny", "big", "grade");
  private static final List<String> KEYS =
      List.of("k", "g", "s", "b", "day", "x", "tiny", "big", "grade");

  private static final BigInteger TWO_63 = BigInteger.TWO.pow(63);

  private final SplittableRandom random;

  QueryRules(long seed) {
    this.random = new SplittableRandom(seed);
  }

  Query next() {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> aggregate();
      case 4, 5, 6 -> join();
      case 7, 8 -> window();
      case 9, 10 -> new RangeRules(random).join(table("t"), table("u"));
      default -> rows();
    };
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private List<String> some(List<String> from, int least, int most) {
    List<String> shuffled = new ArrayList<>(from);
    for (int i = shuffled.size(); i > 1; i--) {
      Collections.swap(shuffled, i - 1, random.nextInt(i));
    }
    return shuffled.subList(0, least + random.nextInt(most - least + 1));
  }

  /** A table, mostly the large one, and sometimes filtered. */
  private Query table(String name) {
    String table = chance(6) ? name + "_none" : chance(6) ? name + "_one" : name;
    if (chance(60)) {
      return new Query("FROM " + table, tables -> tables.apply(table));
    }
    Both condition = condition();
    return new Query(
        "FROM %s WHERE %s".formatted(table, condition.sql()),
        tables -> tables.apply(table).filter(condition.column()));
  }

  private Both condition() {
    int n = random.nextInt(-50, 50);
    return switch (random.nextInt(13)) {
      case 0 -> new Both("i > " + n, col("i").gt(n));
      case 1 -> new Both("k IS NOT NULL", col("k").isNotNull());
      case 2 -> new Both("s LIKE 'a%'", col("s").str().like("a%"));
      case 3 -> new Both("k IN (1, 3) OR b", col("k").in(1, 3).or(col("b")));
      case 4 -> new Both("x >= 0.5", col("x").ge(0.5));
      case 5 -> new Both("NOT (k = 2 AND i < 10)", col("k").eq(2).and(col("i").lt(10)).not());
      case 7 -> new Both("tiny >= 128", col("tiny").ge(128));
      case 8 -> new Both("big > 9223372036854775807", col("big").gt(Long.MAX_VALUE));
      case 9 ->
          new Both(
              "big IN (2, 9223372036854775808, 18446744073709551615)",
              col("big").in(2, TWO_63, TWO_63.shiftLeft(1).subtract(BigInteger.ONE)));
      case 6 -> new Both("d BETWEEN -10 AND 10.5", col("d").between(-10, 10.5));
      case 10 -> new Both("grade < 'best'::rating", col("grade").lt("best"));
      case 11 -> new Both("grade IN ('poor', 'a good one')", col("grade").in("poor", "a good one"));
      default -> new Both("day < DATE '2021-06-01'", col("day").lt("2021-06-01"));
    };
  }

  // Aggregates

  private Query aggregate() {
    Query table = table("t");
    List<String> keys = some(KEYS, 0, 3);
    List<BothAggregates> aggregates = new ArrayList<>();
    for (int i = 0; i < 2 + random.nextInt(5); i++) {
      aggregates.add(chance(25) ? filtered(aggregation()) : aggregation());
    }
    StringBuilder sql = new StringBuilder("SELECT ");
    keys.forEach(key -> sql.append(key).append(", "));
    Column[] named = new Column[aggregates.size()];
    for (int i = 0; i < named.length; i++) {
      BothAggregates one = aggregates.get(i);
      boolean inChoice = chance(25);
      sql.append(i == 0 ? "" : ", ")
          .append((inChoice ? "CASE WHEN count(*) > 2 THEN %s END" : "%s").formatted(one.sql()));
      Column of = inChoice ? when(count().gt(2)).then(one.aggregation()) : one.aggregation();
      named[i] = of.as("a" + i);
    }
    sql.append(" ").append(table.sql());
    String group = keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys);
    return new Query(
        sql + group, tables -> table.frame().apply(tables).groupBy(keys.toArray()).agg(named));
  }

  private BothAggregates filtered(BothAggregates of) {
    Both condition = condition();
    return new BothAggregates(
        "%s FILTER (%s)".formatted(of.sql(), condition.sql()),
        of.aggregation().filter(condition.column()));
  }

  private BothAggregates aggregation() {
    String any = one(ALL);
    String number = one(NUMBERS);
    return switch (random.nextInt(22)) {
      case 0 -> new BothAggregates("count(*)", count());
      case 1 -> new BothAggregates("count(%s)".formatted(any), count(any));
      case 2 -> new BothAggregates("count(DISTINCT %s)".formatted(any), countDistinct(any));
      case 3, 4 -> new BothAggregates("sum(%s)".formatted(number), sum(number));
      case 5 -> new BothAggregates("sum(x)", sum("x"));
      case 6 -> new BothAggregates("avg(%s)".formatted(number), mean(number));
      case 7, 8 -> new BothAggregates("min(%s)".formatted(any), min(any));
      case 9, 10 -> new BothAggregates("max(%s)".formatted(any), max(any));
      case 11 -> new BothAggregates("stddev(i)", std("i"));
      case 12 -> new BothAggregates("var_pop(k)", varPop("k"));
      case 13 -> new BothAggregates("median(i)", median("i"));
      case 14 ->
          new BothAggregates(
              "quantile_disc(day, 0.3)", quantile("day", 0.3, Interpolation.DISCRETE));
      case 15 -> new BothAggregates("quantile_cont(k, 0.9)", quantile("k", 0.9));
      case 16 -> new BothAggregates("arg_min(s, r)", argMin("s", "r"));
      case 17 -> new BothAggregates("arg_max(d, r)", argMax("d", "r"));
      case 18 -> new BothAggregates("sum(DISTINCT k)", sum("k").distinct());
      case 19 -> new BothAggregates("bool_and(b)", all("b"));
      case 20 -> new BothAggregates("bit_xor(i)", bitXor("i"));
      default -> new BothAggregates("covar_samp(i, k)", cov("i", "k"));
    };
  }

  // Joins

  private Query join() {
    Query left = table("t");
    Query right = table("u");
    List<String> keys = some(List.of("k", "s", "b", "tiny", "big", "grade"), 1, 2);
    boolean conditional = chance(40);
    JoinOn on = new JoinOn(keys, keys);
    String pairs =
        String.join(" AND ", keys.stream().map(key -> "l.%1$s = q.%1$s".formatted(key)).toList());
    if (conditional) {
      pairs += " AND l.i < q.v";
      on = on.where(col("i").lt(col("v")));
    }
    String from =
        "(SELECT * %s) l #KIND JOIN (SELECT r AS m, k, s, b, tiny, big, grade, w AS v, i AS j %s) q ON %s"
            .formatted(left.sql(), right.sql(), pairs);
    Function<DataFrame, DataFrame> narrow =
        frame ->
            frame.select(
                col("r").as("m"),
                "k",
                "s",
                "b",
                "tiny",
                "big",
                "grade",
                col("w").as("v"),
                col("i").as("j"));
    JoinOn by = on;
    return switch (random.nextInt(6)) {
      case 0 ->
          joined(
              "SELECT l.r, l.d, l.k, m, j FROM " + from.replace("#KIND", "INNER"),
              left,
              right,
              (a, b) -> a.join(narrow.apply(b), by));
      case 1 ->
          joined(
              "SELECT l.r, l.d, l.k, m, j FROM " + from.replace("#KIND", "LEFT"),
              left,
              right,
              (a, b) -> a.leftJoin(narrow.apply(b), by));
      case 2 ->
          joined(
              "SELECT l.r, l.d, coalesce(l.k, q.k), m, j FROM " + from.replace("#KIND", "RIGHT"),
              left,
              right,
              (a, b) -> keyed(a.rightJoin(narrow.apply(b), by), keys));
      case 3 ->
          joined(
              "SELECT l.r, l.d, coalesce(l.k, q.k), m, j FROM " + from.replace("#KIND", "FULL"),
              left,
              right,
              (a, b) -> keyed(a.fullJoin(narrow.apply(b), by), keys));
      case 4 -> exists("EXISTS", left, right, pairs, (a, b) -> a.semiJoin(narrow.apply(b), by));
      default ->
          exists("NOT EXISTS", left, right, pairs, (a, b) -> a.antiJoin(narrow.apply(b), by));
    };
  }

  /* Where k is no key, the right k is another column: SQL's coalesce has it where the left is null. */
  private static DataFrame keyed(DataFrame joined, List<String> keys) {
    return keys.contains("k") ? joined : joined.withColumn("k", coalesce(col("k"), col("k_right")));
  }

  private interface JoinFrame {
    DataFrame of(DataFrame left, DataFrame right);
  }

  private static Query joined(String sql, Query left, Query right, JoinFrame join) {
    return new Query(
        sql,
        tables ->
            join.of(left.frame().apply(tables), right.frame().apply(tables))
                .select("r", "d", "k", "m", "j"));
  }

  private static Query exists(String verb, Query left, Query right, String pairs, JoinFrame join) {
    return new Query(
        "SELECT l.r, l.s FROM (SELECT * %s) l WHERE %s (SELECT 1 FROM (SELECT *, w AS v %s) q WHERE %s)"
            .formatted(left.sql(), verb, right.sql(), pairs),
        tables ->
            join.of(left.frame().apply(tables), right.frame().apply(tables)).select("r", "s"));
  }

  // Windows

  private Query window() {
    Query table = table("t");
    List<String> keys = some(List.of("k", "g", "s", "b", "tiny", "big", "grade"), 0, 2);
    boolean down = chance(50);
    String by = one(List.of("day", "i", "k", "tiny", "big", "grade"));
    String partition = keys.isEmpty() ? "" : "PARTITION BY " + String.join(", ", keys) + " ";
    String order = "ORDER BY %s %s NULLS LAST, r".formatted(by, down ? "DESC" : "ASC");
    Window window = partitionBy(keys.toArray()).orderBy(down ? desc(by) : asc(by), asc("r"));
    int from = random.nextInt(-4, 1);
    int to = from + random.nextInt(5);
    String rows = "%s%s ROWS BETWEEN %s AND %s".formatted(partition, order, bound(from), bound(to));
    Window framed = window.rows(from, to);
    BothAggregates aggregate = aggregation();
    while (aggregate.sql().contains("DISTINCT")) {
      aggregate = aggregation();
    }
    Aggregation inFrame = aggregate.aggregation();
    String over = partition + order;
    return new Query(
        """
        SELECT r, row_number() OVER (%1$s), rank() OVER (%2$sORDER BY %3$s NULLS LAST),
               lag(s, 2) OVER (%1$s), %4$s OVER (%5$s), sum(i) OVER (%1$s) %6$s\
        """
            .formatted(over, partition, by, aggregate.sql(), rows, table.sql()),
        tables ->
            table
                .frame()
                .apply(tables)
                .select(
                    "r",
                    rowNumber().over(window).as("n"),
                    rank().over(partitionBy(keys.toArray()).orderBy(by)).as("rank"),
                    lag("s", 2).over(window).as("lag"),
                    inFrame.over(framed).as("in frame"),
                    sum("i").over(window).as("running")));
  }

  private static String bound(int rows) {
    return rows == 0 ? "CURRENT ROW" : Math.abs(rows) + (rows < 0 ? " PRECEDING" : " FOLLOWING");
  }

  // Rows

  private Query rows() {
    Query table = table("t");
    String by = one(ALL);
    int count = random.nextInt(40);
    int offset = random.nextInt(60);
    return switch (random.nextInt(4)) {
      case 3 ->
          new Query(
              "SELECT row_number() OVER (ORDER BY r) - 1 AS n, r, %s %s".formatted(by, table.sql()),
              tables -> table.frame().apply(tables).withRowIndex("n").select("n", "r", by));
      case 0 -> {
        List<String> columns = some(KEYS, 1, 3);
        yield new Query(
            "SELECT DISTINCT %s %s".formatted(String.join(", ", columns), table.sql()),
            tables -> table.frame().apply(tables).distinct(columns.toArray(String[]::new)));
      }
      case 1 ->
          new Query(
              "SELECT r, %1$s %2$s ORDER BY %1$s DESC NULLS LAST, r LIMIT %3$d OFFSET %4$d"
                  .formatted(by, table.sql(), count, offset),
              tables ->
                  table
                      .frame()
                      .apply(tables)
                      .sort(desc(by), "r")
                      .slice(offset, count)
                      .select("r", by.equals("r") ? "i" : by));
      default ->
          new Query(
              "SELECT r, i, x %s UNION ALL SELECT r, i + 1, x %s"
                  .formatted(table.sql(), table.sql()),
              tables -> {
                DataFrame frame = table.frame().apply(tables).select("r", "i", "x");
                return frame.union(frame.withColumn("i", col("i").plus(1)));
              });
    };
  }
}
