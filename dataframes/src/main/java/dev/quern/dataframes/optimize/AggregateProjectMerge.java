package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.plan.Rule;

/** Aggregates over the input of a projection that only chooses and renames columns. */
final class AggregateProjectMerge implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Aggregate aggregate)
        || !(aggregate.input() instanceof FramePlan.Project project)
        || !project.columns().stream().allMatch(NamedExpr::isColumn)) {
      return node;
    }
    Substitution substitution = new Substitution(project.columns());
    return new FramePlan.Aggregate(
        project.input(),
        aggregate.keys().stream()
            .map(key -> new NamedExpr(key.name(), substitution.apply(key.expr())))
            .toList(),
        aggregate.aggregates().stream()
            .map(
                a ->
                    new NamedAggregate(
                        a.name(),
                        a.function(),
                        a.inputs().stream().map(substitution::apply).toList()))
            .toList(),
        aggregate.where());
  }
}
