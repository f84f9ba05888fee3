package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.StepExpressions.Both;
import dev.quern.dataframes.StepExpressions.Kind;
import dev.quern.dataframes.StepExpressions.Named;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Random groups of a chain's rows, and aggregates of them. */
final class ChainGroups {
  private final StepExpressions expressions;

  ChainGroups(StepExpressions expressions) {
    this.expressions = expressions;
  }

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

  Chain aggregate(Chain chain) {
    List<Named> made = new ArrayList<>();
    List<String> sql = new ArrayList<>();
    List<Object> keys = new ArrayList<>();
    for (Named key : expressions.some(StepExpressions.exact(chain.columns()), 0, 2)) {
      Both computed = expressions.any(chain.columns());
      boolean isColumn = expressions.chance(75);
      String name = expressions.fresh();
      made.add(new Named(name, isColumn ? key.kind() : computed.kind()));
      sql.add((isColumn ? key.name() : computed.sql()) + " AS " + name);
      keys.add((isColumn ? col(key.name()) : computed.column()).as(name));
    }
    List<String> unique = made.stream().map(Named::name).toList();
    List<Aggregation> aggregations = aggregations(chain.columns(), made, sql);
    return chain.then(
        "SELECT %s FROM ".formatted(String.join(", ", sql)).replace("%", "%%")
            + "%s"
            + (keys.isEmpty() ? "" : " GROUP BY " + positions(keys.size())),
        frame -> frame.groupBy(keys.toArray()).agg(aggregations.toArray(Aggregation[]::new)),
        made,
        unique);
  }

  List<Aggregation> aggregations(List<Named> from, List<Named> made, List<String> sql) {
    List<Aggregation> aggregations = new ArrayList<>();
    for (int i = 1 + expressions.below(4); i > 0; i--) {
      Made one = aggregation(from);
      String name = expressions.fresh();
      made.add(new Named(name, one.kind()));
      sql.add(one.sql() + " AS " + name);
      aggregations.add(one.aggregation().as(name));
    }
    return aggregations;
  }

  private static String positions(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }

  Chain groupingSets(Chain chain) {
    List<Named> keys = expressions.some(StepExpressions.exact(chain.columns()), 1, 2);
    List<String> names = keys.stream().map(Named::name).toList();
    boolean isCube = expressions.chance(50);
    List<Named> made = new ArrayList<>(keys);
    List<String> sql = new ArrayList<>(names);
    List<Aggregation> aggregations = aggregations(chain.columns(), made, sql);
    String[] by = names.toArray(String[]::new);
    return chain.then(
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

  Chain topOfGroups(Chain chain) {
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
    return chain.then(
        "FROM %%s QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s) <= %d"
            .formatted(key.name(), Chain.order(by, down, chain.unique()), count),
        frame -> frame.groupBy(key.name()).top(count, order.toArray()),
        chain.columns(),
        chain.unique());
  }

  /** The values of each group as a list, and a row for each of them again. */
  Chain lists(Chain chain) {
    List<Named> exact = StepExpressions.exact(chain.columns());
    Named key = expressions.one(exact);
    Named value = expressions.one(exact);
    String group = expressions.fresh();
    String list = expressions.fresh();
    String length = expressions.fresh();
    return chain.then(
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
}
