package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.plan.Rule;

/**
 * Filters before projecting, where the condition reads plain columns: so that less is computed, and
 * the filter comes nearer to its source.
 */
final class FilterProjectTranspose implements Rule.Sinking<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof FramePlan.Project project)) {
      return node;
    }
    Substitution substitution = new Substitution(project.columns());
    FilterPush push = FilterPush.split(filter.condition(), substitution::readsOnlyColumns);
    if (push.below().isEmpty()) {
      return node;
    }
    FramePlan below =
        FilterPush.filtered(
            project.input(),
            push.below().stream().map(substitution::apply).toList(),
            filter.where());
    return FilterPush.filtered(
        new FramePlan.Project(below, project.columns(), project.where()),
        push.stays(),
        filter.where());
  }
}
