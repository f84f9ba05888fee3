package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.dataframes.plan.NamedWindow;
import dev.quern.dataframes.plan.Ranks;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.AggregateCall;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Over;
import dev.quern.engine.expr.Subquery;
import dev.quern.engine.type.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes window functions out of the columns of a projection: what they read is computed below them
 * if it is no column yet, a plan node for each different window computes them, and columns stand in
 * their places.
 *
 * <pre>
 *   select a, b - mean(b) over [a] as c         select a, b - #1 as c
 *     input                                       window partition by a: mean(b) as #1
 *                                                   input
 * </pre>
 */
final class WindowPlans {
  private final SourceLine where;
  private final Map<Expr, Expr.Column> below = new LinkedHashMap<>();
  private final Map<Over, Expr.Column> functions = new LinkedHashMap<>();
  private int names;

  private WindowPlans(SourceLine where) {
    this.where = where;
  }

  /** {@code columns} of {@code input}. */
  static FramePlan project(FramePlan input, List<NamedExpr> columns, SourceLine where) {
    WindowPlans plans = new WindowPlans(where);
    List<NamedExpr> without = new ArrayList<>();
    for (NamedExpr column : columns) {
      if (column.expr() instanceof Over over && !input.schema().contains(column.name())) {
        plans.functions.putIfAbsent(over, new Expr.Column(column.name(), over.type()));
      }
    }
    for (NamedExpr column : columns) {
      without.add(new NamedExpr(column.name(), plans.without(column.expr())));
    }
    return plans.functions.isEmpty()
        ? new FramePlan.Project(input, columns, where)
        : new FramePlan.Project(plans.windows(input), without, where);
  }

  /**
   * Checks that an expression holds no window function, no aggregate, and nothing of other frames.
   *
   * @param place where it stands, in messages
   * @throws PlanException when it does
   */
  static Expr none(Expr expr, String place) {
    noWindow(expr, place);
    noAggregate(expr, place);
    return expr;
  }

  /** Checks that an expression holds no window function, and nothing of other frames. */
  static void noWindow(Expr expr, String place) {
    if (expr instanceof Over || expr instanceof Subquery) {
      throw new PlanException(
          "%s cannot hold %s: add %s as a column first, by withColumns"
              .formatted(
                  place,
                  expr instanceof Over ? "a window function" : "what comes from another frame",
                  expr));
    }
    expr.children().forEach(child -> noWindow(child, place));
  }

  private static void noAggregate(Expr expr, String place) {
    if (expr instanceof AggregateCall) {
      throw new PlanException(
          "%s cannot hold an aggregate: compute %s by agg(..) first, or .over(..) a window"
              .formatted(place, expr));
    }
    expr.children().forEach(child -> noAggregate(child, place));
  }

  private Expr without(Expr expr) {
    if (expr instanceof Over over) {
      over.children().forEach(child -> none(child, "a window function"));
      return functions.computeIfAbsent(over, o -> new Expr.Column(name(), o.type()));
    }
    if (expr instanceof AggregateCall) {
      noAggregate(expr, "a column of rows");
    }
    if (expr.children().isEmpty()) {
      return expr;
    }
    return expr.withChildren(expr.children().stream().map(this::without).toList());
  }

  /* Not a name that a user would give; the projection above leaves these columns out again. */
  private String name() {
    return "#window " + ++names;
  }

  private FramePlan windows(FramePlan input) {
    Map<Rows, List<NamedWindow>> byRows = new LinkedHashMap<>();
    functions.forEach(
        (over, column) -> {
          List<String> partition = over.partition().stream().map(this::column).toList();
          List<SortOrder> order =
              over.order().stream()
                  .map(o -> new SortOrder(column(o.value()), o.descending(), o.nullsFirst()))
                  .toList();
          List<Expr.Column> inputs = new ArrayList<>();
          for (Expr read : over.inputs()) {
            inputs.add(new Expr.Column(column(read), read.type()));
          }
          byRows
              .computeIfAbsent(new Rows(partition, order), _ -> new ArrayList<>())
              .add(new NamedWindow(column.name(), over.function(), inputs));
        });
    FramePlan plan = below.isEmpty() ? input : new FramePlan.Project(input, columns(input), where);
    for (Map.Entry<Rows, List<NamedWindow>> entry : finestFirst(byRows.entrySet())) {
      Rows rows = entry.getKey();
      plan =
          new FramePlan.Window(
              plan,
              rows.partition(),
              rows.order(),
              List.of(),
              entry.getValue(),
              Ranks.EVERY,
              where);
    }
    return plan;
  }

  /* Rows that are sorted for one window are so for the next; those that come out are the same. */
  private static List<Map.Entry<Rows, List<NamedWindow>>> finestFirst(
      Collection<Map.Entry<Rows, List<NamedWindow>>> all) {
    List<Map.Entry<Rows, List<NamedWindow>>> sorted = new ArrayList<>();
    for (Map.Entry<Rows, List<NamedWindow>> entry : all) {
      int place = sorted.size();
      while (place > 0 && entry.getKey().refines(sorted.get(place - 1).getKey())) {
        place--;
      }
      sorted.add(place, entry);
    }
    return sorted;
  }

  private List<NamedExpr> columns(FramePlan input) {
    List<NamedExpr> columns = new ArrayList<>();
    for (Field field : input.schema()) {
      columns.add(NamedExpr.column(field));
    }
    below.forEach((expr, column) -> columns.add(new NamedExpr(column.name(), expr)));
    return columns;
  }

  private String column(Expr expr) {
    return expr instanceof Expr.Column column
        ? column.name()
        : below.computeIfAbsent(expr, e -> new Expr.Column(name(), e.type())).name();
  }

  /** What different functions may have in common. */
  private record Rows(List<String> partition, List<SortOrder> order) {
    boolean refines(Rows other) {
      return partition.equals(other.partition) && SortOrder.holds(other.order, order);
    }
  }
}
