package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Union;
import dev.quern.engine.plan.Rule;

/** Filters each input of a union. */
final class FilterUnionTranspose implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return node instanceof FramePlan.Filter filter && filter.input() instanceof Union union
        ? new Union(
            union.inputs().stream()
                .<FramePlan>map(
                    input -> new FramePlan.Filter(input, filter.condition(), filter.where()))
                .toList(),
            union.where())
        : node;
  }
}
