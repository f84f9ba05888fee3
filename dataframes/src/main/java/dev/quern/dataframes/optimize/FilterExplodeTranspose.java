package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.Explode;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.plan.Rule;
import java.util.Collections;
import java.util.Set;

/** Filters before lists are exploded, where the condition does not read their elements. */
final class FilterExplodeTranspose implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof Explode explode)) {
      return node;
    }
    Set<String> exploded = Set.copyOf(explode.columns());
    FilterPush push =
        FilterPush.split(filter.condition(), e -> Collections.disjoint(exploded, Exprs.columns(e)));
    if (push.below().isEmpty()) {
      return node;
    }
    FramePlan below = FilterPush.filtered(explode.input(), push.below(), filter.where());
    return FilterPush.filtered(Rule.mapChildren(explode, _ -> below), push.stays(), filter.where());
  }
}
