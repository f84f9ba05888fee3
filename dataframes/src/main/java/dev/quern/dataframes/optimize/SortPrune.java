package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.Explode;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.Union;
import dev.quern.engine.agg.BasicAggregate;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * Leaves out sorts whose order nobody sees: below groups whose values do not depend on it, and on
 * the right side of semi and anti joins, unless both sides are merged.
 *
 * <p>Sums and means of floats do depend on it, in their last bits, and so does which of two equal
 * floats is a group's key: zeros have signs.
 */
final class SortPrune implements Rule<FramePlan> {
  @Override
  public FramePlan apply(FramePlan root) {
    return prune(root, true);
  }

  /**
   * {@code plan} without sorts that are of no use.
   *
   * @param seen whether the order of its rows is looked at
   */
  private static FramePlan prune(FramePlan plan, boolean seen) {
    return switch (plan) {
      case FramePlan.Sort sort when !seen && sort.limit() == FramePlan.Sort.ALL ->
          prune(sort.input(), false);
      case FramePlan.Aggregate aggregate ->
          Rule.mapChildren(aggregate, child -> prune(child, dependsOnOrder(aggregate)));
      case Join join when join.type() == JoinKind.SEMI || join.type() == JoinKind.ANTI -> {
        FramePlan left = prune(join.left(), seen);
        FramePlan right = prune(join.right(), seen && join.isMerge());
        yield join.withChildren(List.of(left, right));
      }
      case FramePlan.Filter _, FramePlan.Project _, Join _, Explode _, Union _ ->
          Rule.mapChildren(plan, child -> prune(child, seen));
      default -> Rule.mapChildren(plan, child -> prune(child, true));
    };
  }

  private static boolean dependsOnOrder(FramePlan.Aggregate aggregate) {
    return aggregate.keys().stream().anyMatch(key -> !isExact(key.expr().type()))
        || aggregate.aggregates().stream().anyMatch(SortPrune::dependsOnOrder);
  }

  private static boolean dependsOnOrder(NamedAggregate aggregate) {
    if (!(aggregate.function() instanceof BasicAggregate function)) {
      return true;
    }
    return switch (function) {
      case COUNT_ALL, COUNT, COUNT_DISTINCT -> false;
      case SUM, MEAN, MIN, MAX ->
          !aggregate.inputs().stream().map(Expr::type).allMatch(SortPrune::isExact);
      case FIRST, LAST -> true;
    };
  }

  /** Whether equal values of a type have the same bits. */
  private static boolean isExact(DType type) {
    return !type.isFloating() && !type.isNested();
  }
}
