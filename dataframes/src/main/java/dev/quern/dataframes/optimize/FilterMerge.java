package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Makes one filter of two that follow each other; what both ask for is asked for once. */
final class FilterMerge implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter outer)
        || !(outer.input() instanceof FramePlan.Filter inner)) {
      return node;
    }
    List<Expr> news = new ArrayList<>(Exprs.conjuncts(outer.condition()));
    news.removeAll(new HashSet<>(Exprs.conjuncts(inner.condition())));
    return news.stream()
        .reduce(Expr.And::new)
        .map(
            more ->
                new FramePlan.Filter(
                    inner.input(), new Expr.And(inner.condition(), more), inner.where()))
        .orElse(inner);
  }
}
