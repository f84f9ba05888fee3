package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.plan.Rule;

/** Filters before sorting; not below a sort that keeps only the first rows. */
final class FilterSortTranspose implements Rule.Sinking<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return node instanceof FramePlan.Filter filter
            && filter.input() instanceof FramePlan.Sort sort
            && sort.limit() == FramePlan.Sort.ALL
        ? new FramePlan.Sort(
            new FramePlan.Filter(sort.input(), filter.condition(), filter.where()),
            sort.order(),
            sort.limit(),
            sort.where())
        : node;
  }
}
