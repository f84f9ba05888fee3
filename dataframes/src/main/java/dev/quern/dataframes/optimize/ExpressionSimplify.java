package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Simplifier;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.List;

/** Folds constants in filters and projections, and drops filters that keep everything. */
final class ExpressionSimplify implements Rule.OfNode<FramePlan> {

  @Override
  @SuppressWarnings("ReferenceEquality") // what is simple already is the same instance
  public FramePlan rewrite(FramePlan node) {
    if (node instanceof FramePlan.Filter filter) {
      Expr simple = Simplifier.simplify(filter.condition());
      if (Simplifier.isTruth(simple, true)) {
        return filter.input();
      }
      return simple == filter.condition()
          ? filter
          : new FramePlan.Filter(filter.input(), simple, filter.where());
    }
    if (node instanceof FramePlan.Project project) {
      boolean changed = false;
      List<NamedExpr> columns = new ArrayList<>();
      for (NamedExpr column : project.columns()) {
        Expr simple = Simplifier.simplify(column.expr());
        changed |= simple != column.expr();
        columns.add(new NamedExpr(column.name(), simple));
      }
      return changed ? new FramePlan.Project(project.input(), columns, project.where()) : project;
    }
    return node;
  }
}
