package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.engine.expr.Call;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.StringMatch;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import java.util.HashSet;
import java.util.Set;

/**
 * Makes an inner join of a left join whose rows without a partner are filtered out afterwards,
 * since a comparison with null is not true. Inner joins are put into the cheapest order, and both
 * of their inputs are filtered.
 */
final class LeftJoinReduce implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof Join join)
        || join.type() != JoinKind.LEFT
        || !join.conditions().isEmpty()) {
      return node;
    }
    Set<String> right = new HashSet<>();
    join.rightColumns().forEach(column -> right.add(column.name()));
    if (Exprs.conjuncts(filter.condition()).stream().noneMatch(part -> rejects(part, right))) {
      return node;
    }
    return filter.withInput(join.withType(JoinKind.INNER));
  }

  /* Whether a condition is false or null when the columns are null. */
  private static boolean rejects(Expr condition, Set<String> nulls) {
    return switch (condition) {
      case Expr.And(Expr left, Expr right) -> rejects(left, nulls) || rejects(right, nulls);
      case Expr.Or(Expr left, Expr right) -> rejects(left, nulls) && rejects(right, nulls);
      case Expr.Not(Expr.IsNull(Expr operand)) -> isNull(operand, nulls);
      default -> isNull(condition, nulls);
    };
  }

  /* Whether an expression is surely null when the columns are. */
  private static boolean isNull(Expr expr, Set<String> nulls) {
    return switch (expr) {
      case Expr.Column column -> nulls.contains(column.name());
      case Expr.Compare _,
          Expr.Arithmetic _,
          Expr.Unary _,
          Expr.MathCall _,
          Expr.Power _,
          Expr.Cast _,
          Expr.Not _,
          StringMatch _ ->
          anyIsNull(expr, nulls);
      case Call call -> !call.function().signature().nullsPass() && anyIsNull(expr, nulls);
      default -> false;
    };
  }

  private static boolean anyIsNull(Expr expr, Set<String> nulls) {
    return expr.children().stream().anyMatch(child -> isNull(child, nulls));
  }
}
