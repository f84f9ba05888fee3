package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.QueryRules.Query;
import dev.quern.dataframes.StepExpressions.Both;
import dev.quern.dataframes.StepExpressions.Kind;
import dev.quern.dataframes.StepExpressions.Named;
import dev.quern.engine.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Random chains of verbs, one on top of the other, as frames and as nested SQL: where rules of the
 * optimizer and operators meet in ways that nobody thought of. The same seed makes the same chain.
 */
final class PipelineRules {
  /**
   * A chain so far.
   *
   * @param unique columns that tell all rows apart; none when there may be equal rows
   * @param isLarge whether there may be many more rows than in a table
   */
  private record Chain(
      String sql,
      Function<Function<String, DataFrame>, DataFrame> frame,
      List<Named> columns,
      List<String> unique,
      boolean isLarge) {
    List<String> names() {
      return columns.stream().map(Named::name).toList();
    }
  }

  private static final List<Named> TABLE =
      List.of(
          new Named("r", Kind.INT),
          new Named("k", Kind.INT),
          new Named("g", Kind.INT),
          new Named("s", Kind.TEXT),
          new Named("x", Kind.REAL),
          new Named("d", Kind.DECIMAL),
          new Named("b", Kind.BOOL),
          new Named("day", Kind.DATE),
          new Named("i", Kind.INT),
          new Named("w", Kind.INT));

  private final StepExpressions expressions;
  private int fresh;

  PipelineRules(long seed) {
    this.expressions = new StepExpressions(new SplittableRandom(seed));
  }

  Query next() {
    Chain chain = steps(table(expressions.chance(80) ? "t" : "u"), 1 + expressions.below(5), true);
    return new Query(chain.sql(), chain.frame());
  }

  private Chain steps(Chain chain, int count, boolean mayJoin) {
    for (int i = 0; i < count; i++) {
      chain = step(chain, mayJoin);
    }
    return chain;
  }

  private Chain table(String name) {
    String table =
        expressions.chance(4) ? name + "_none" : expressions.chance(4) ? name + "_one" : name;
    return new Chain("FROM " + table, tables -> tables.apply(table), TABLE, List.of("r"), false);
  }

  private String fresh() {
    return "c" + fresh++;
  }

  private Chain step(Chain chain, boolean mayJoin) {
    if (StepExpressions.exact(chain.columns()).isEmpty()) {
      return filter(chain);
    }
    return switch (expressions.below(mayJoin && !chain.isLarge() ? 18 : 14)) {
      case 0, 1 -> filter(chain);
      case 2 -> select(chain);
      case 3 -> withColumn(chain);
      case 4, 5 -> aggregate(chain);
      case 6 -> distinct(chain);
      case 7 -> union(chain);
      case 8, 9 -> window(chain);
      case 10 -> top(chain);
      case 11 -> topOfGroups(chain);
      case 12 -> lists(chain);
      case 13 -> groupingSets(chain);
      case 14 -> single(chain);
      default -> join(chain);
    };
  }

  private static Chain over(
      Chain chain,
      String sql,
      UnaryOperator<DataFrame> verb,
      List<Named> columns,
      List<String> unique) {
    return new Chain(
        sql.formatted("(" + chain.sql().replace("%", "%%") + ")"),
        tables -> verb.apply(chain.frame().apply(tables)),
        columns,
        unique,
        chain.isLarge());
  }

  // Rows

  private Chain filter(Chain chain) {
    Both condition = expressions.condition(chain.columns());
    return over(
        chain,
        "FROM %s WHERE " + condition.sql(),
        frame -> frame.filter(condition.column()),
        chain.columns(),
        chain.unique());
  }

  private Chain distinct(Chain chain) {
    List<Named> kept = expressions.some(StepExpressions.exact(chain.columns()), 1, 4);
    List<String> names = kept.stream().map(Named::name).toList();
    return over(
        chain,
        "SELECT DISTINCT %s FROM ".formatted(String.join(", ", names)) + "%s",
        frame -> frame.distinct(names.toArray(String[]::new)),
        kept,
        names);
  }

  private Chain union(Chain chain) {
    Both condition = expressions.condition(chain.columns());
    String names = String.join(", ", chain.names());
    return new Chain(
        "SELECT %1$s FROM (%2$s) UNION ALL SELECT %1$s FROM (%2$s) WHERE %3$s"
            .formatted(names, chain.sql(), condition.sql()),
        tables -> {
          DataFrame frame = chain.frame().apply(tables);
          return frame.union(frame.filter(condition.column()));
        },
        chain.columns(),
        List.of(),
        chain.isLarge());
  }

  private Chain top(Chain chain) {
    if (chain.unique().isEmpty()) {
      return distinct(chain);
    }
    Named by = expressions.one(StepExpressions.exact(chain.columns()));
    boolean down = expressions.chance(50);
    int count = 1 + expressions.below(60);
    int offset = expressions.chance(30) ? expressions.below(20) : 0;
    List<Object> keys = new ArrayList<>(List.of(down ? desc(by.name()) : asc(by.name())));
    keys.addAll(chain.unique());
    return over(
        chain,
        "FROM %%s ORDER BY %s LIMIT %d OFFSET %d"
            .formatted(order(by, down, chain.unique()), count, offset),
        frame -> {
          DataFrame sorted = frame.sort(keys.toArray());
          return offset == 0 ? sorted.limit(count) : sorted.slice(offset, count);
        },
        chain.columns(),
        chain.unique());
  }

  private static String order(Named by, boolean down, List<String> unique) {
    return "%s %s NULLS LAST, ".formatted(by.name(), down ? "DESC" : "ASC")
        + unique.stream().map(u -> u + " ASC NULLS LAST").collect(Collectors.joining(", "));
  }

  // Columns

  private Chain select(Chain chain) {
    List<Named> kept =
        new ArrayList<>(expressions.some(chain.columns(), 2, chain.columns().size()));
    List<String> sql = new ArrayList<>(kept.stream().map(Named::name).toList());
    List<Object> columns = new ArrayList<>(sql);
    for (int i = expressions.below(3); i > 0; i--) {
      Both made = expressions.any(chain.columns());
      String name = fresh();
      kept.add(new Named(name, made.kind()));
      sql.add(made.sql() + " AS " + name);
      columns.add(made.column().as(name));
    }
    boolean isUnique = kept.stream().map(Named::name).toList().containsAll(chain.unique());
    return over(
        chain,
        "SELECT %s FROM ".formatted(String.join(", ", sql)).replace("%", "%%") + "%s",
        frame -> frame.select(columns.toArray()),
        kept,
        isUnique ? chain.unique() : List.of());
  }

  /** A column in place of one of its kind. */
  private Chain withColumn(Chain chain) {
    Both made = expressions.any(chain.columns());
    List<Named> alike =
        StepExpressions.of(chain.columns(), made.kind()).stream()
            .filter(c -> !chain.unique().contains(c.name()))
            .toList();
    if (alike.isEmpty()) {
      return select(chain);
    }
    String name = expressions.one(alike).name();
    return over(
        chain,
        "SELECT * REPLACE (%s AS %s) FROM ".formatted(made.sql(), name).replace("%", "%%") + "%s",
        frame -> frame.withColumn(name, made.column()),
        chain.columns(),
        chain.unique());
  }

  // Groups

  private record Made(String sql, Aggregation aggregation, Kind kind) {}

  private Made aggregation(List<Named> columns) {
    Named any = expressions.one(StepExpressions.exact(columns));
    String c = any.name();
    boolean isNumber =
        any.kind() == Kind.INT || any.kind() == Kind.DECIMAL || any.kind() == Kind.REAL;
    Made made =
        switch (expressions.below(isNumber ? 9 : 5)) {
          case 0 -> new Made("count(*)", count(), Kind.INT);
          case 1 -> new Made("count(%s)".formatted(c), count(c), Kind.INT);
          case 2 -> new Made("min(%s)".formatted(c), min(c), any.kind());
          case 3 -> new Made("max(%s)".formatted(c), max(c), any.kind());
          case 4 -> new Made("count(DISTINCT %s)".formatted(c), countDistinct(c), Kind.INT);
          case 5, 6 -> {
            String cast = any.kind() == Kind.INT ? "sum(%s)::BIGINT" : "sum(%s)";
            yield new Made(cast.formatted(c), sum(c), any.kind());
          }
          case 7 -> new Made("avg(%s)".formatted(c), mean(c), Kind.ROUNDED);
          default -> new Made("count(%1$s) + 0 * count(*)".formatted(c), count(c), Kind.INT);
        };
    if (!expressions.chance(25) || made.sql().contains("::") || made.sql().contains("+")) {
      return made;
    }
    Both condition = expressions.condition(columns);
    return new Made(
        "%s FILTER (%s)".formatted(made.sql(), condition.sql()),
        made.aggregation().filter(condition.column()),
        made.kind());
  }

  private Chain aggregate(Chain chain) {
    List<Named> made = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    List<Object> keys = new ArrayList<>();
    for (Named key : expressions.some(StepExpressions.exact(chain.columns()), 0, 2)) {
      Both computed = expressions.any(chain.columns());
      boolean isColumn = expressions.chance(75);
      String name = fresh();
      made.add(new Named(name, isColumn ? key.kind() : computed.kind()));
      sql.add((isColumn ? key.name() : computed.sql()) + " AS " + name);
      keys.add((isColumn ? col(key.name()) : computed.column()).as(name));
    }
    List<String> unique = made.stream().map(Named::name).toList();
    List<Aggregation> aggregations = aggregations(chain.columns(), made, sql);
    return over(
        chain,
        "SELECT %s FROM ".formatted(String.join(", ", sql)).replace("%", "%%")
            + "%s"
            + (keys.isEmpty() ? "" : " GROUP BY " + positions(keys.size())),
        frame -> frame.groupBy(keys.toArray()).agg(aggregations.toArray(Aggregation[]::new)),
        made,
        unique);
  }

  private List<Aggregation> aggregations(List<Named> from, List<Named> made, List<String> sql) {
    List<Aggregation> aggregations = new ArrayList<>();
    for (int i = 1 + expressions.below(4); i > 0; i--) {
      Made one = aggregation(from);
      String name = fresh();
      made.add(new Named(name, one.kind()));
      sql.add(one.sql() + " AS " + name);
      aggregations.add(one.aggregation().as(name));
    }
    return aggregations;
  }

  private static String positions(int count) {
    return java.util.stream.IntStream.rangeClosed(1, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }

  private Chain groupingSets(Chain chain) {
    List<Named> keys = expressions.some(StepExpressions.exact(chain.columns()), 1, 2);
    List<String> names = keys.stream().map(Named::name).toList();
    boolean isCube = expressions.chance(50);
    List<Named> made = new ArrayList<>(keys);
    List<String> sql = new ArrayList<>(names);
    List<Aggregation> aggregations = aggregations(chain.columns(), made, sql);
    String[] by = names.toArray(String[]::new);
    return over(
        chain,
        "SELECT %s FROM ".formatted(String.join(", ", sql)).replace("%", "%%")
            + "%s GROUP BY "
            + (isCube ? "CUBE" : "ROLLUP")
            + " (%s)".formatted(String.join(", ", names)).replace("%", "%%"),
        frame ->
            (isCube ? frame.cube(by) : frame.rollup(by))
                .agg(aggregations.toArray(Aggregation[]::new)),
        made,
        List.of());
  }

  private Chain topOfGroups(Chain chain) {
    if (chain.unique().isEmpty()) {
      return aggregate(chain);
    }
    List<Named> exact = StepExpressions.exact(chain.columns());
    Named key = expressions.one(exact);
    Named by = expressions.one(exact);
    boolean down = expressions.chance(50);
    int count = 1 + expressions.below(3);
    List<Object> order = new ArrayList<>(List.of(down ? desc(by.name()) : asc(by.name())));
    order.addAll(chain.unique());
    return over(
        chain,
        "FROM %%s QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s) <= %d"
            .formatted(key.name(), order(by, down, chain.unique()), count),
        frame -> frame.groupBy(key.name()).top(count, order.toArray()),
        chain.columns(),
        chain.unique());
  }

  /** The values of each group as a list, and a row for each of them again. */
  private Chain lists(Chain chain) {
    List<Named> exact = StepExpressions.exact(chain.columns());
    Named key = expressions.one(exact);
    Named value = expressions.one(exact);
    String group = fresh();
    String list = fresh();
    String length = fresh();
    return over(
        chain,
        """
        SELECT %1$s, %3$s, unnest(%2$s) AS %2$s FROM (
          SELECT %4$s AS %1$s, coalesce(list(%5$s) FILTER (%5$s IS NOT NULL), []) AS %2$s,
            len(%2$s) AS %3$s
          FROM %%s GROUP BY 1)\
        """
            .formatted(group, list, length, key.name(), value.name()),
        frame ->
            frame
                .groupBy(col(key.name()).as(group))
                .agg(collectNonNull(value.name()).as(list))
                .select(group, col(list).list().length().as(length), list)
                .explodeNonEmpty(list),
        List.of(
            new Named(group, key.kind()),
            new Named(length, Kind.INT),
            new Named(list, value.kind())),
        List.of());
  }

  // Windows

  private Chain window(Chain chain) {
    List<Named> exact = StepExpressions.exact(chain.columns());
    List<String> keys = expressions.some(exact, 0, 2).stream().map(Named::name).toList();
    Named by = expressions.one(exact);
    boolean down = expressions.chance(50);
    String partition = keys.isEmpty() ? "" : "PARTITION BY " + String.join(", ", keys) + " ";
    String name = fresh();
    Window whole = partitionBy(keys.toArray());
    Object first = down ? desc(by.name()) : asc(by.name());
    List<Object> order = new ArrayList<>(List.of(first));
    order.addAll(chain.unique());
    Named value = expressions.one(exact);
    boolean isNumber = value.kind() == Kind.INT || value.kind() == Kind.DECIMAL;
    String v = value.name();
    String ranks =
        "%sORDER BY %s %s NULLS LAST".formatted(partition, by.name(), down ? "DESC" : "ASC");
    String total = partition + "ORDER BY " + order(by, down, chain.unique());
    Window ranked = whole.orderBy(first);
    Window ordered = whole.orderBy(order.toArray());
    int kind = expressions.below(chain.unique().isEmpty() ? 4 : 10);
    return switch (kind) {
      case 0 -> windowed(chain, name, "rank()", ranks, rank().over(ranked), Kind.INT);
      case 1 -> windowed(chain, name, "dense_rank()", ranks, denseRank().over(ranked), Kind.INT);
      case 2 -> {
        String sql =
            isNumber ? "sum(%s)%%s::%s".formatted(v, sumType(value)) : "max(%s)%%s".formatted(v);
        Aggregation sum = isNumber ? sum(v) : max(v);
        yield windowed(chain, name, sql, partition, sum.over(whole), value.kind());
      }
      case 3 ->
          windowed(chain, name, "count(%s)".formatted(v), ranks, count(v).over(ranked), Kind.INT);
      case 4 -> windowed(chain, name, "row_number()", total, rowNumber().over(ordered), Kind.INT);
      case 5 -> {
        int rows = 1 + expressions.below(3);
        yield windowed(
            chain,
            name,
            "lag(%s, %d)".formatted(v, rows),
            total,
            lag(v, rows).over(ordered),
            value.kind());
      }
      case 6 ->
          windowed(
              chain,
              name,
              "last_value(%s IGNORE NULLS)".formatted(v),
              total + " ROWS UNBOUNDED PRECEDING",
              forwardFill(v).over(ordered),
              value.kind());
      case 7 ->
          windowed(
              chain,
              name,
              "min(%s)".formatted(v),
              total + " ROWS BETWEEN 3 PRECEDING AND 1 FOLLOWING",
              min(v).over(ordered.rows(-3, 1)),
              value.kind());
      case 8 ->
          windowed(
              chain,
              name,
              "count(%s)".formatted(v),
              total + " ROWS BETWEEN 2 FOLLOWING AND 9 FOLLOWING",
              count(v).over(ordered.rows(2, 9)),
              Kind.INT);
      default ->
          windowed(
              chain,
              name,
              "first_value(%s)".formatted(v),
              total + " ROWS BETWEEN 5 PRECEDING AND CURRENT ROW",
              firstValue(v).over(ordered.rows(-5, 0)),
              value.kind());
    };
  }

  private static String sumType(Named value) {
    return value.kind() == Kind.INT ? "BIGINT" : "DECIMAL(38, 2)";
  }

  private static Chain windowed(
      Chain chain, String name, String function, String over, Column column, Kind kind) {
    String window = " OVER (" + over + ")";
    String call =
        function.contains("%s") ? "(" + function.formatted(window) + ")" : function + window;
    List<Named> columns = new ArrayList<>(chain.columns());
    columns.add(new Named(name, kind));
    return over(
        chain,
        "SELECT *, %s AS %s FROM ".formatted(call, name).replace("%", "%%") + "%s",
        frame -> frame.withColumn(name, column),
        columns,
        chain.unique());
  }

  // Joins

  /** The columns of another chain under names of their own. */
  private Chain renamed(Chain chain) {
    List<Named> columns = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    List<Object> selected = new ArrayList<>();
    for (Named column : chain.columns()) {
      String name = fresh();
      columns.add(new Named(name, column.kind()));
      sql.add(column.name() + " AS " + name);
      selected.add(col(column.name()).as(name));
    }
    List<String> unique =
        chain.unique().stream().map(u -> columns.get(chain.names().indexOf(u)).name()).toList();
    return over(
        chain,
        "SELECT %s FROM ".formatted(String.join(", ", sql)).replace("%", "%%") + "%s",
        frame -> frame.select(selected.toArray()),
        columns,
        unique);
  }

  /** Beside one row of aggregates. */
  private Chain single(Chain chain) {
    Chain other = steps(table("u"), expressions.below(2), false);
    List<Named> made = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    Aggregation[] aggregations =
        aggregations(other.columns(), made, sql).toArray(Aggregation[]::new);
    List<Named> columns = new ArrayList<>(chain.columns());
    columns.addAll(made);
    return new Chain(
        "SELECT * FROM (%s) CROSS JOIN (SELECT %s FROM (%s))"
            .formatted(chain.sql(), String.join(", ", sql), other.sql()),
        tables ->
            chain.frame().apply(tables).crossJoin(other.frame().apply(tables).agg(aggregations)),
        columns,
        chain.unique(),
        chain.isLarge());
  }

  private Chain join(Chain left) {
    Chain right =
        renamed(steps(table(expressions.chance(15) ? "t" : "u"), expressions.below(3), false));
    List<String> leftKeys = new ArrayList<>();
    List<String> rightKeys = new ArrayList<>();
    for (Named key : expressions.some(StepExpressions.exact(left.columns()), 1, 4)) {
      List<Named> alike = StepExpressions.of(right.columns(), key.kind());
      // Too many rows are equal in a truth value alone.
      boolean isUseful = key.kind() != Kind.BOOL || !leftKeys.isEmpty();
      if (!alike.isEmpty() && isUseful && leftKeys.size() < 2 && key.kind() != Kind.DECIMAL) {
        leftKeys.add(key.name());
        rightKeys.add(expressions.one(alike).name());
      }
    }
    if (leftKeys.isEmpty()) {
      return filter(left);
    }
    List<Named> both = new ArrayList<>(left.columns());
    both.addAll(right.columns());
    JoinOn on = new JoinOn(leftKeys, rightKeys);
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i < leftKeys.size(); i++) {
      pairs.append(i == 0 ? "" : " AND ");
      pairs.append("%s = %s".formatted(leftKeys.get(i), rightKeys.get(i)));
    }
    if (expressions.chance(40)) {
      Both condition = expressions.condition(both);
      on = on.where(condition.column());
      pairs.append(" AND ").append(condition.sql());
    }
    return joined(left, right, on, pairs.toString());
  }

  /** With integers of different widths as int64, which a join asks for. */
  private static DataFrame wide(
      DataFrame frame, List<String> keys, DataFrame other, List<String> others) {
    List<String> integers =
        keys.stream().filter(key -> frame.schema().field(key).type().isInteger()).toList();
    boolean areAlike =
        integers.stream()
            .allMatch(
                key ->
                    frame
                        .schema()
                        .field(key)
                        .type()
                        .equals(other.schema().field(others.get(keys.indexOf(key))).type()));
    DataFrame wide = frame;
    for (String key : areAlike ? List.<String>of() : integers) {
      wide = wide.cast(key, DType.INT64);
    }
    return wide;
  }

  private Chain joined(Chain left, Chain right, JoinOn on, String pairs) {
    List<Named> columns = new ArrayList<>(left.columns());
    right.columns().stream().filter(c -> !on.right().contains(c.name())).forEach(columns::add);
    String names = columns.stream().map(Named::name).collect(Collectors.joining(", "));
    String from = "SELECT %s FROM (%s) %%s JOIN (%s) ON %s";
    String inner = from.formatted(names, left.sql(), right.sql(), pairs);
    return switch (expressions.below(6)) {
      case 0, 1 -> pair(left, right, inner.replace("%s", "INNER"), columns, on, DataFrame::join);
      case 2 -> pair(left, right, inner.replace("%s", "LEFT"), columns, on, DataFrame::leftJoin);
      case 3 -> {
        boolean isFull = expressions.chance(50);
        List<String> outer = new ArrayList<>();
        for (Named column : columns) {
          int key = on.left().indexOf(column.name());
          outer.add(
              key < 0
                  ? column.name()
                  : "coalesce(%1$s, %2$s) AS %1$s".formatted(column.name(), on.right().get(key)));
        }
        String sql =
            from.formatted(String.join(", ", outer), left.sql(), right.sql(), pairs)
                .replace("%s", isFull ? "FULL" : "RIGHT");
        yield pair(
            left, right, sql, columns, on, isFull ? DataFrame::fullJoin : DataFrame::rightJoin);
      }
      default -> {
        boolean isSemi = expressions.chance(50);
        String sql =
            "FROM (%s) WHERE %s EXISTS (SELECT 1 FROM (%s) WHERE %s)"
                .formatted(left.sql(), isSemi ? "" : "NOT", right.sql(), pairs);
        Chain rows =
            pair(
                left,
                right,
                sql,
                left.columns(),
                on,
                isSemi ? DataFrame::semiJoin : DataFrame::antiJoin);
        yield new Chain(rows.sql(), rows.frame(), rows.columns(), left.unique(), left.isLarge());
      }
    };
  }

  private interface Pair {
    DataFrame of(DataFrame left, DataFrame right, JoinOn on);
  }

  private static Chain pair(
      Chain left, Chain right, String sql, List<Named> columns, JoinOn on, Pair pair) {
    return new Chain(
        sql,
        tables -> {
          DataFrame a = left.frame().apply(tables);
          DataFrame b = right.frame().apply(tables);
          return pair.of(wide(a, on.left(), b, on.right()), wide(b, on.right(), a, on.left()), on);
        },
        columns,
        List.of(),
        true);
  }
}
