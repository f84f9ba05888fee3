package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.AggregateCall;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes aggregate nodes. Aggregates that are parts of expressions are computed below a projection,
 * equal ones once; without such expressions there is no projection.
 *
 * <pre>
 *   by k: sum(a) / sum(b) as r, sum(b) as s       select k, #1 / s as r, s
 *     input                                         aggregate by k: sum(b) as s, sum(a) as #1
 *                                                     input
 * </pre>
 *
 * <p>Lists and structs are grouped by as {@link GroupKeys} says.
 */
final class AggregatePlans {
  private final GroupKeys keys;
  private final Map<AggregateCall, Expr.Column> computed = new LinkedHashMap<>();
  private final List<NamedAggregate> aggregates = new ArrayList<>();
  private int names;

  private AggregatePlans(GroupKeys keys) {
    this.keys = keys;
  }

  /** {@code columns} of the groups of {@code input} by {@code keys}, behind these. */
  static FramePlan group(
      FramePlan input, List<NamedExpr> keys, Column[] columns, SourceLine where) {
    GroupKeys groupKeys = new GroupKeys(keys);
    AggregatePlans plans = new AggregatePlans(groupKeys);
    List<NamedExpr> outputs = new ArrayList<>(groupKeys.values());
    boolean arePlain = groupKeys.arePlain();
    // Plain ones come first: their names are what equal ones in expressions are read by.
    List<NamedExpr> bound = Stream.of(columns).map(c -> named(c, input.schema())).toList();
    for (NamedExpr column : bound) {
      if (column.expr() instanceof AggregateCall call) {
        plans.add(new NamedAggregate(column.name(), call.function(), call.inputs()));
      } else {
        arePlain = false;
      }
    }
    for (NamedExpr column : bound) {
      if (column.expr() instanceof AggregateCall) {
        outputs.add(NamedExpr.column(column.field()));
      } else {
        WindowPlans.noWindow(column.expr(), "an aggregation");
        outputs.add(new NamedExpr(column.name(), plans.ofGroups(column.expr())));
      }
    }
    if (!arePlain && keys.isEmpty() && plans.aggregates.isEmpty()) {
      throw new PlanException(
          "an aggregation of all rows holds an aggregate, as sum(\"x\")", where);
    }
    FramePlan groups = new FramePlan.Aggregate(input, groupKeys.parts(), plans.aggregates, where);
    FramePlan plan = arePlain ? groups : new FramePlan.Project(groups, outputs, where);
    // Fails here, at the user's call, when two columns have one name.
    plan.schema();
    return plan;
  }

  /* An aggregate has a name of its own where none is given. */
  private static NamedExpr named(Column column, Schema schema) {
    return column instanceof Aggregation aggregation
        ? aggregation.named(schema)
        : Arguments.named(column, schema);
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
    Optional<Expr> key = keys.value(expr);
    if (key.isPresent()) {
      return key.get();
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
