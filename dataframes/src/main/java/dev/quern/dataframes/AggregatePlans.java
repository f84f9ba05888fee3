package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.AggregateCall;
import dev.quern.engine.expr.Expr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes aggregate nodes. Aggregates that are parts of expressions are computed below a projection,
 * equal ones once; without such expressions there is no projection.
 *
 * <pre>
 *   by k: sum(a) / sum(b) as r, sum(b) as s       select k, #1 / s as r, s
 *     input                                         aggregate by k: sum(b) as s, sum(a) as #1
 *                                                     input
 * </pre>
 */
final class AggregatePlans {
  private final List<NamedExpr> keys;
  private final Map<AggregateCall, Expr.Column> computed = new LinkedHashMap<>();
  private final List<NamedAggregate> aggregates = new ArrayList<>();
  private int names;

  private AggregatePlans(List<NamedExpr> keys) {
    this.keys = keys;
  }

  /** {@code columns} of the groups of {@code input} by {@code keys}, behind these. */
  static FramePlan group(
      FramePlan input, List<NamedExpr> keys, Column[] columns, SourceLine where) {
    AggregatePlans plans = new AggregatePlans(keys);
    List<NamedExpr> outputs = new ArrayList<>();
    keys.forEach(key -> outputs.add(NamedExpr.column(key.field())));
    boolean arePlain = true;
    // Plain ones come first: their names are what equal ones in expressions are read by.
    for (Column column : columns) {
      if (column instanceof Aggregation aggregation) {
        plans.add(aggregation.named(input.schema()));
      } else {
        arePlain = false;
      }
    }
    for (Column column : columns) {
      if (column instanceof Aggregation aggregation) {
        outputs.add(NamedExpr.column(aggregation.named(input.schema()).field()));
      } else {
        NamedExpr named = Arguments.named(column, input.schema());
        WindowPlans.noWindow(named.expr(), "an aggregation");
        outputs.add(new NamedExpr(named.name(), plans.ofGroups(named.expr())));
      }
    }
    if (!arePlain && keys.isEmpty() && plans.aggregates.isEmpty()) {
      throw new PlanException(
          "an aggregation of all rows holds an aggregate, as sum(\"x\")", where);
    }
    FramePlan groups = new FramePlan.Aggregate(input, keys, plans.aggregates, where);
    FramePlan plan = arePlain ? groups : new FramePlan.Project(groups, outputs, where);
    // Fails here, at the user's call, when two columns have one name.
    plan.schema();
    return plan;
  }

  private Expr.Column add(NamedAggregate aggregate) {
    aggregates.add(aggregate);
    Expr.Column column = new Expr.Column(aggregate.name(), aggregate.field().type());
    computed.putIfAbsent(new AggregateCall(aggregate.function(), aggregate.inputs()), column);
    return column;
  }

  /** {@code expr} over a row of a group's keys and aggregates. */
  private Expr ofGroups(Expr expr) {
    if (expr instanceof AggregateCall call) {
      Expr.Column there = computed.get(call);
      return there != null
          ? there
          : add(new NamedAggregate("#aggregate " + ++names, call.function(), call.inputs()));
    }
    for (NamedExpr key : keys) {
      if (key.expr().equals(expr)) {
        return new Expr.Column(key.name(), expr.type());
      }
    }
    if (expr instanceof Expr.Column column) {
      throw new PlanException(
          "%s is neither a key of the groups nor in an aggregate: write first(\"%s\"), or group by it"
              .formatted(column.name(), column.name()));
    }
    return expr.children().isEmpty()
        ? expr
        : expr.withChildren(expr.children().stream().map(this::ofGroups).toList());
  }
}
