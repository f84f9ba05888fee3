package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.plan.Rule;
import java.util.Set;
import java.util.stream.Collectors;

/** Filters before aggregating, where the condition reads keys only. */
final class FilterAggregateTranspose implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof FramePlan.Aggregate aggregate)) {
      return node;
    }
    Set<String> keys =
        aggregate.keys().stream().map(NamedExpr::name).collect(Collectors.toUnmodifiableSet());
    // A condition without columns does not tell rows apart: below, it could empty the only group.
    FilterPush push =
        FilterPush.split(
            filter.condition(),
            e -> !Exprs.columns(e).isEmpty() && keys.containsAll(Exprs.columns(e)));
    if (push.below().isEmpty()) {
      return node;
    }
    Substitution substitution = new Substitution(aggregate.keys());
    FramePlan below =
        FilterPush.filtered(
            aggregate.input(),
            push.below().stream().map(substitution::apply).toList(),
            filter.where());
    return FilterPush.filtered(
        new FramePlan.Aggregate(below, aggregate.keys(), aggregate.aggregates(), aggregate.where()),
        push.stays(),
        filter.where());
  }
}
