package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.join.RangeComparison;
import dev.quern.engine.plan.Rule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes comparisons of its sides by less or greater, by which an inner join is filtered, conditions
 * of the join: pairs are found by them instead of being made and tested all. Not where a row has
 * one partner at most, which there is nothing to be found among.
 */
final class JoinRanges implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof Join join)
        || join.type() != JoinKind.INNER
        || !join.conditions().isEmpty()
        || isUnique(join.right(), join.rightKeys())) {
      return node;
    }
    Set<String> right =
        join.rightColumns().stream()
            .map(FramePlan.RightColumn::name)
            .collect(Collectors.toUnmodifiableSet());
    FilterPush parts =
        FilterPush.split(filter.condition(), part -> !RangeComparison.of(part, right).isEmpty());
    if (parts.below().isEmpty()) {
      return node;
    }
    Join ranges =
        new Join(
                join.left(),
                join.right(),
                join.leftKeys(),
                join.rightKeys(),
                join.rightColumns(),
                JoinKind.INNER,
                parts.below(),
                join.rightColumns(),
                join.where())
            .withConditions(parts.below());
    return FilterPush.filtered(ranges, parts.stays(), filter.where());
  }

  /** Whether {@code plan} surely has one row of each value of {@code keys} at most. */
  private static boolean isUnique(FramePlan plan, List<String> keys) {
    return switch (plan) {
      case FramePlan.Aggregate aggregate ->
          keys.containsAll(aggregate.keys().stream().map(NamedExpr::name).toList());
      case FramePlan.Filter filter -> isUnique(filter.input(), keys);
      case FramePlan.Project project ->
          isUnique(
              project.input(),
              project.columns().stream()
                  .filter(column -> keys.contains(column.name()) && column.isColumn())
                  .map(column -> ((Expr.Column) column.expr()).name())
                  .toList());
      default -> false;
    };
  }
}
