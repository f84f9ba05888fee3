package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.plan.Rule;

/** Makes one filter of two that follow each other. */
final class FilterMerge implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return node instanceof FramePlan.Filter outer && outer.input() instanceof FramePlan.Filter inner
        ? new FramePlan.Filter(
            inner.input(), new Expr.And(inner.condition(), outer.condition()), inner.where())
        : node;
  }
}
