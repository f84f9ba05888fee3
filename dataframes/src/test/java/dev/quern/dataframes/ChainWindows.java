package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.*;

import dev.quern.dataframes.StepExpressions.Kind;
import dev.quern.dataframes.StepExpressions.Named;
import java.util.ArrayList;
import java.util.List;

/** Random window functions over a chain's rows. */
final class ChainWindows {
  private final StepExpressions expressions;

  ChainWindows(StepExpressions expressions) {
    this.expressions = expressions;
  }

  Chain window(Chain chain) {
    List<Named> exact = StepExpressions.exact(chain.columns());
    List<String> keys = expressions.some(exact, 0, 2).stream().map(Named::name).toList();
    Named by = expressions.one(exact);
    boolean down = expressions.chance(50);
    String partition = keys.isEmpty() ? "" : "PARTITION BY " + String.join(", ", keys) + " ";
    String name = expressions.fresh();
    Window whole = partitionBy(keys.toArray());
    Object first = down ? desc(by.name()) : asc(by.name());
    List<Object> order = new ArrayList<>(List.of(first));
    order.addAll(chain.unique());
    Named value = expressions.one(exact);
    boolean isNumber = value.kind() == Kind.INT || value.kind() == Kind.DECIMAL;
    String v = value.name();
    String ranks =
        "%sORDER BY %s %s NULLS LAST".formatted(partition, by.name(), down ? "DESC" : "ASC");
    String total = partition + "ORDER BY " + Chain.order(by, down, chain.unique());
    Window ranked = whole.orderBy(first);
    Window ordered = whole.orderBy(order.toArray());
    int kind = expressions.below(chain.unique().isEmpty() ? 4 : 12);
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
      case 9 ->
          windowed(
              chain,
              name,
              "lead(%s, 2 IGNORE NULLS)".formatted(v),
              total,
              lead(v, 2).ignoreNulls().over(ordered),
              value.kind());
      case 10 ->
          windowed(
              chain,
              name,
              "max(%s)".formatted(v),
              total + " ROWS BETWEEN 4 PRECEDING AND 2 FOLLOWING EXCLUDE CURRENT ROW",
              max(v).over(ordered.rows(-4, 2).excludeCurrentRow()),
              value.kind());
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
    return chain.then(
        "SELECT *, %s AS %s FROM ".formatted(call, name).replace("%", "%%") + "%s",
        frame -> frame.withColumn(name, column),
        columns,
        chain.unique());
  }
}
