package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.plan.Rule;
import java.util.Set;

/** Filters before a window, where the condition keeps or drops whole partitions. */
final class FilterWindowTranspose implements Rule.Sinking<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof FramePlan.Window window)) {
      return node;
    }
    Set<String> partition = Set.copyOf(window.partition());
    FilterPush push =
        FilterPush.split(filter.condition(), e -> partition.containsAll(Exprs.columns(e)));
    if (push.below().isEmpty()) {
      return node;
    }
    FramePlan below = FilterPush.filtered(window.input(), push.below(), filter.where());
    return FilterPush.filtered(Rule.mapChildren(window, _ -> below), push.stays(), filter.where());
  }
}
