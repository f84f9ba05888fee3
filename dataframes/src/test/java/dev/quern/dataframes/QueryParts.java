package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;

import dev.quern.dataframes.QueryRules.Query;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** What random queries are made of: choices, tables of {@link OracleData} and conditions. */
final class QueryParts {
  /** A column in both languages. */
  record Both(String sql, Column column) {}

  /** Columns whose values can be compared. */
  static final List<String> ALL =
      List.of("k", "g", "s", "x", "d", "b", "day", "i", "tiny", "big", "grade", "moment", "clock");

  /** Those of them with few values. */
  static final List<String> KEYS =
      List.of("k", "g", "s", "b", "day", "x", "tiny", "big", "grade", "clock");

  private static final BigInteger TWO_63 = BigInteger.TWO.pow(63);

  private final SplittableRandom random;
  private final Tally tally;
  private final Arms<Both> conditions;

  QueryParts(SplittableRandom random, Tally tally) {
    this.random = random;
    this.tally = tally;
    this.conditions = conditions();
  }

  <T> Arms<T> arms(String family) {
    return new Arms<>(family, random, tally);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  /** Some of a list, in any order. */
  <T> List<T> some(List<T> from, int least, int most) {
    List<T> shuffled = new ArrayList<>(from);
    for (int i = shuffled.size(); i > 1; i--) {
      Collections.swap(shuffled, i - 1, random.nextInt(i));
    }
    return shuffled.subList(0, least + random.nextInt(most - least + 1));
  }

  /** A table, mostly the large one, and sometimes filtered. */
  Query table(String name) {
    String table = chance(6) ? name + "_none" : chance(6) ? name + "_one" : name;
    if (chance(60)) {
      return new Query("FROM " + table, tables -> tables.apply(table));
    }
    Both condition = condition();
    return new Query(
        "FROM %s WHERE %s".formatted(table, condition.sql()),
        tables -> tables.apply(table).filter(condition.column()));
  }

  /** A truth value of a row. */
  Both condition() {
    return conditions.take();
  }

  private Arms<Both> conditions() {
    return this.<Both>arms("condition")
        .add("integer", () -> above("i", below(100) - 50))
        .add("not null", () -> new Both("k IS NOT NULL", col("k").isNotNull()))
        .add("like", () -> new Both("s LIKE 'a%'", col("s").str().like("a%")))
        .add("or", () -> new Both("k IN (1, 3) OR b", col("k").in(1, 3).or(col("b"))))
        .add("float", () -> new Both("x >= 0.5", col("x").ge(0.5)))
        .add(
            "not",
            () -> new Both("NOT (k = 2 AND i < 10)", col("k").eq(2).and(col("i").lt(10)).not()))
        .add("unsigned byte", () -> new Both("tiny >= 128", col("tiny").ge(128)))
        .add("unsigned", () -> new Both("big > 9223372036854775807", col("big").gt(Long.MAX_VALUE)))
        .add(
            "in unsigned",
            () ->
                new Both(
                    "big IN (2, 9223372036854775808, 18446744073709551615)",
                    col("big").in(2, TWO_63, TWO_63.shiftLeft(1).subtract(BigInteger.ONE))))
        .add("decimal", () -> new Both("d BETWEEN -10 AND 10.5", col("d").between(-10, 10.5)))
        .add("categorical", () -> new Both("grade < 'best'::rating", col("grade").lt("best")))
        .add(
            "in categorical",
            () ->
                new Both("grade IN ('poor', 'a good one')", col("grade").in("poor", "a good one")))
        .add("date", () -> new Both("day < DATE '2021-06-01'", col("day").lt("2021-06-01")))
        .add(
            "timestamp",
            () ->
                new Both(
                    "moment >= TIMESTAMP '2021-06-01 12:00:00'",
                    col("moment").ge("2021-06-01T12:00:00")))
        .add("time", () -> new Both("clock < TIME '12:30:00'", col("clock").lt("12:30:00")))
        .add("list", () -> new Both("len(l) > 1", col("l").list().length().gt(1)))
        .add("element", () -> new Both("l[1] < 3", col("l").list().first().lt(3)))
        .add("field", () -> new Both("p.a <> 2", col("p").field("a").ne(2)))
        .add("null struct", () -> new Both("p IS NULL", col("p").isNull()));
  }

  private static Both above(String column, int n) {
    return new Both(column + " > " + n, col(column).gt(n));
  }
}
