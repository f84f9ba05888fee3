package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.RowIndex;
import dev.quern.engine.plan.Rule;

/** Limits before counting rows, so that no others are counted. */
final class LimitRowIndexTranspose implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return node instanceof FramePlan.Limit limit && limit.input() instanceof RowIndex index
        ? index.withInput(new FramePlan.Limit(index.input(), limit.count(), limit.where()))
        : node;
  }
}
