package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.plan.Rule;

/** Leaves out a sort of rows that are in its order already; the first of them are a limit. */
final class SortReduce implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Sort sort)
        || !SortOrder.holds(sort.order(), RowOrder.of(sort.input()))) {
      return node;
    }
    return sort.limit() == FramePlan.Sort.ALL
        ? sort.input()
        : new FramePlan.Limit(sort.input(), sort.limit(), sort.where());
  }
}
