package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.plan.Rule;

/** Limits before projecting, so that no more is computed than comes out. */
final class LimitProjectTranspose implements Rule.Sinking<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    return node instanceof FramePlan.Limit limit
            && limit.input() instanceof FramePlan.Project project
        ? new FramePlan.Project(
            new FramePlan.Limit(project.input(), limit.count(), limit.where()),
            project.columns(),
            project.where())
        : node;
  }
}
