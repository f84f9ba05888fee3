package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.plan.Rule;
import java.util.List;

/** Takes out of an OR in a filter what all of its branches say. */
final class OrFactor implements Rule.OfNode<FramePlan> {
  @Override
  @SuppressWarnings("ReferenceEquality") // what has nothing in common is the same instance
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)) {
      return node;
    }
    List<Expr> parts = Exprs.conjuncts(filter.condition());
    List<Expr> factored = parts.stream().map(Disjunctions::factored).toList();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) != factored.get(i)) {
        return FilterPush.filtered(filter.input(), factored, filter.where());
      }
    }
    return node;
  }
}
