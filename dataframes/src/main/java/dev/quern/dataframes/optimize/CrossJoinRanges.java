package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.join.RangeComparison;
import dev.quern.engine.plan.Rule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes a join of a cross join that is filtered by comparisons of its sides by less or greater: the
 * pairs are found by them instead of being tested all.
 */
final class CrossJoinRanges implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof FramePlan.Join join)
        || join.type() != JoinKind.INNER
        || !join.leftKeys().isEmpty()
        || !join.conditions().isEmpty()) {
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
    FramePlan.Join ranges =
        new FramePlan.Join(
                join.left(),
                join.right(),
                List.of(),
                List.of(),
                join.rightColumns(),
                JoinKind.INNER,
                parts.below(),
                join.rightColumns(),
                join.where())
            .withConditions(parts.below());
    return FilterPush.filtered(ranges, parts.stays(), filter.where());
  }
}
