package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryParts.Both;
import dev.quern.dataframes.QueryRules.Query;
import dev.quern.engine.agg.Interpolation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Random aggregates: of all rows, of groups, of several groupings, side by side. */
final class AggregateRules {
  /**
   * An aggregate in both languages.
   *
   * @param sql has a {@code %s} where a filter or a window goes
   * @param ofFrames whether a window's frame may be aggregated so
   * @param ofSome whether its rows may be filtered
   */
  record BothAggregates(String sql, Aggregation aggregation, boolean ofFrames, boolean ofSome) {
    private BothAggregates(String sql, Aggregation aggregation) {
      this(sql, aggregation, true, true);
    }

    String text() {
      return sql.formatted("");
    }
  }

  private static final List<String> NUMBERS = List.of("i", "k", "d", "tiny", "big");
  private static final List<String> INTEGERS = List.of("i", "k", "tiny", "big");

  private final QueryParts parts;
  private final Arms<BothAggregates> aggregates;

  AggregateRules(QueryParts parts) {
    this.parts = parts;
    this.aggregates = aggregates();
  }

  /** A random aggregate. */
  BothAggregates next() {
    return aggregates.take();
  }

  private BothAggregates ofSome() {
    BothAggregates one = next();
    while (!one.ofSome()) {
      one = next();
    }
    return one;
  }

  Query query() {
    Query table = parts.table("t");
    List<String> keys = parts.some(QueryParts.KEYS, 0, 3);
    List<String> sql = new ArrayList<>(keys);
    Column[] named = some(sql);
    String group = keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", keys);
    return new Query(
        "SELECT %s %s%s".formatted(String.join(", ", sql), table.sql(), group),
        tables -> table.frame().apply(tables).groupBy(keys.toArray()).agg(named));
  }

  /* Some aggregates, plain, filtered and computed with; their SQL goes to a list. */
  private Column[] some(List<String> sql) {
    Column[] named = new Column[2 + parts.below(5)];
    for (int i = 0; i < named.length; i++) {
      BothAggregates one = parts.chance(25) ? filtered(ofSome(), parts.condition()) : next();
      boolean inChoice = parts.chance(25);
      sql.add(inChoice ? "CASE WHEN count(*) > 2 THEN %s END".formatted(one.text()) : one.text());
      Column of = inChoice ? when(count().gt(2)).then(one.aggregation()) : one.aggregation();
      named[i] = of.as("a" + i);
    }
    return named;
  }

  private static BothAggregates filtered(BothAggregates of, Both condition) {
    return new BothAggregates(
        of.sql().formatted(" FILTER (%s)".formatted(condition.sql())).replace("%", "%%"),
        of.aggregation().filter(condition.column()));
  }

  /** The aggregates of each rating beside each other. */
  Query pivot() {
    Query table = parts.table("t");
    List<String> keys = parts.some(List.of("k", "g", "s", "b", "tiny"), 1, 2);
    List<String> values = parts.some(OracleData.RATING.names(), 1, 4);
    BothAggregates one = ofSome();
    String sql =
        values.stream()
            .map(value -> one.sql().formatted(" FILTER (grade = '%s')".formatted(value)))
            .collect(Collectors.joining(", "));
    String by = String.join(", ", keys);
    return new Query(
        "SELECT %s, %s %s GROUP BY %s".formatted(by, sql, table.sql(), by),
        tables ->
            table
                .frame()
                .apply(tables)
                .groupBy(keys.toArray())
                .pivot("grade", values.toArray())
                .agg(one.aggregation()));
  }

  Query groupingSets() {
    Query table = parts.table("t");
    List<String> keys = parts.some(List.of("k", "s", "b", "tiny", "grade", "day"), 2, 3);
    List<List<String>> sets = new ArrayList<>();
    for (int i = parts.below(3); i > 0; i--) {
      sets.add(parts.some(keys, 0, keys.size()));
    }
    sets.add(keys.subList(0, 1));
    // A key that no set has is none.
    List<String> used =
        keys.stream().filter(k -> sets.stream().anyMatch(s -> s.contains(k))).toList();
    List<String> sql = new ArrayList<>(used);
    Column[] named = some(sql);
    Object[] selected = new Object[used.size() + named.length];
    for (int i = 0; i < selected.length; i++) {
      selected[i] = i < used.size() ? used.get(i) : "a" + (i - used.size());
    }
    String groups =
        sets.stream()
            .map(set -> "(" + String.join(", ", set) + ")")
            .collect(Collectors.joining(", "));
    return new Query(
        "SELECT %s %s GROUP BY GROUPING SETS (%s)"
            .formatted(String.join(", ", sql), table.sql(), groups),
        tables -> table.frame().apply(tables).groupingSets(sets).agg(named).select(selected));
  }

  private Arms<BothAggregates> aggregates() {
    Arms<BothAggregates> arms = parts.arms("aggregate");
    counts(arms);
    numbers(arms);
    values(arms);
    pairs(arms);
    return arms;
  }

  private void counts(Arms<BothAggregates> arms) {
    arms.add("rows", () -> new BothAggregates("count(*)%s", count()))
        .add("count", () -> of("count(#)%s", any(), Frames::count))
        .add("count distinct", () -> once("count(DISTINCT #)%s", any(), Frames::countDistinct))
        .add(
            "count if",
            () -> {
              Both condition = parts.condition();
              String sql = "count(CASE WHEN %s THEN 1 END)".formatted(condition.sql());
              return new BothAggregates(
                  sql.replace("%", "%%") + "%s", countIf(condition.column()), false, false);
            })
        .add("all", () -> of("bool_and(#)%s", "b", Frames::all))
        .add("any", () -> of("bool_or(#)%s", "b", Frames::any));
  }

  private void numbers(Arms<BothAggregates> arms) {
    arms.add(2, "sum", () -> of("sum(#)%s", number(), Frames::sum))
        .add("sum of floats", () -> of("sum(#)%s", "x", Frames::sum))
        .add("sum distinct", () -> once("sum(DISTINCT #)%s", number(), c -> sum(c).distinct()))
        .add("mean", () -> of("avg(#)%s", number(), Frames::mean))
        .add("mean distinct", () -> once("avg(DISTINCT #)%s", "k", c -> mean(c).distinct()))
        .add("standard deviation", () -> of("stddev(#)%s", "i", Frames::std))
        .add("variance", () -> of("var_samp(#)%s", "d", Frames::var))
        .add("population variance", () -> of("var_pop(#)%s", "k", Frames::varPop))
        .add("population deviation", () -> of("stddev_pop(#)%s", "i", Frames::stdPop))
        .add("product", () -> of("product(# + 1)%s", "k", c -> product(col(c).plus(1))))
        .add("bit and", () -> of("bit_and(#)%s", integer(), Frames::bitAnd))
        .add("bit or", () -> of("bit_or(#)%s", integer(), Frames::bitOr))
        .add("bit xor", () -> of("bit_xor(#)%s", integer(), Frames::bitXor))
        .add("median", () -> of("median(#)%s", "i", Frames::median))
        .add(
            "discrete quantile",
            () ->
                of(
                    "quantile_disc(#, 0.3)%s",
                    parts.one(List.of("day", "i", "moment")),
                    c -> quantile(c, 0.3, Interpolation.DISCRETE)))
        .add("quantile", () -> of("quantile_cont(#, 0.9)%s", "k", c -> quantile(c, 0.9)))
        .add(
            "quantile of floats", () -> of("quantile_cont(#, 0.25)%s", "x", c -> quantile(c, 0.25)))
        .add(
            "quantile of decimals",
            () -> of("quantile_cont(#::DOUBLE, 0.6)%s", "d", c -> quantile(c, 0.6)));
  }

  private void values(Arms<BothAggregates> arms) {
    arms.add(2, "min", () -> of("min(#)%s", any(), Frames::min))
        .add(2, "max", () -> of("max(#)%s", any(), Frames::max))
        .add("first", () -> once("arg_min(#, r)%s", any(), Frames::first))
        .add("last", () -> once("arg_max(#, r)%s", any(), Frames::last))
        .add("value of the least", () -> of("arg_min(#, r)%s", any(), c -> argMin(c, "r")))
        .add("value of the greatest", () -> of("arg_max(#, r)%s", any(), c -> argMax(c, "r")))
        .add(
            "list",
            () -> {
              String column = listed();
              String sql = "coalesce(list(# ORDER BY r)%s, [])".replace("#", column);
              return new BothAggregates(sql, collectList(column), false, false);
            })
        .add(
            "list without nulls",
            () ->
                once(
                    "coalesce(list_filter(list(# ORDER BY r)%s, lambda e: e IS NOT NULL), [])",
                    listed(), Frames::collectNonNull));
  }

  private void pairs(Arms<BothAggregates> arms) {
    arms.add("covariance", () -> new BothAggregates("covar_samp(i, k)%s", cov("i", "k")))
        .add(
            "population covariance",
            () -> new BothAggregates("covar_pop(k, d)%s", covPop("k", "d")))
        .add("skewness", () -> once("skewness(#)%s", "i", Frames::skewness))
        .add("kurtosis", () -> once("kurtosis(#)%s", "i", Frames::kurtosis))
        .add(
            "correlation",
            () ->
                new BothAggregates(
                    "CASE WHEN regr_count(i, w)%1$s > 1 THEN corr(i, w)%1$s END",
                    corr("i", "w"), false, true))
        .add(
            "slope",
            () ->
                new BothAggregates(
                    "nullif(regr_slope(i, w)%s, 'NaN'::DOUBLE)", regrSlope("i", "w"), false, true))
        .add(
            "intercept",
            () ->
                new BothAggregates(
                    "nullif(regr_intercept(i, w)%s, 'NaN'::DOUBLE)",
                    regrIntercept("i", "w"), false, true))
        .add(
            "r2",
            () ->
                new BothAggregates(
                    "nullif(regr_r2(i, w)%s, 'NaN'::DOUBLE)", regrR2("i", "w"), false, true));
  }

  private interface OfColumn {
    Aggregation of(String column);
  }

  private static BothAggregates of(String sql, String column, OfColumn make) {
    return new BothAggregates(sql.replace("#", column), make.of(column));
  }

  /* Not over the frames of windows. */
  private static BothAggregates once(String sql, String column, OfColumn make) {
    return new BothAggregates(sql.replace("#", column), make.of(column), false, true);
  }

  private String any() {
    return parts.one(QueryParts.ALL);
  }

  private String number() {
    return parts.one(NUMBERS);
  }

  private String integer() {
    return parts.one(INTEGERS);
  }

  private String listed() {
    return parts.one(List.of("i", "s", "x", "day", "grade", "l", "p", "b"));
  }
}
