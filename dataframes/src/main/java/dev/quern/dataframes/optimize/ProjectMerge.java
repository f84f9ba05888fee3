package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.plan.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes one projection of two that follow each other, unless something computed by the inner one is
 * read more than once: that would be computed more than once. Drops a projection that changes
 * nothing.
 */
final class ProjectMerge implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Project outer)) {
      return node;
    }
    if (isIdentity(outer)) {
      return outer.input();
    }
    if (!(outer.input() instanceof FramePlan.Project inner) || repeatsWork(outer, inner)) {
      return node;
    }
    Substitution substitution = new Substitution(inner.columns());
    List<NamedExpr> merged =
        outer.columns().stream()
            .map(column -> new NamedExpr(column.name(), substitution.apply(column.expr())))
            .toList();
    return new FramePlan.Project(inner.input(), merged, outer.where());
  }

  private static boolean isIdentity(FramePlan.Project project) {
    return project.schema().equals(project.input().schema())
        && project.columns().stream()
            .allMatch(
                c -> c.expr() instanceof Expr.Column column && column.name().equals(c.name()));
  }

  private static boolean repeatsWork(FramePlan.Project outer, FramePlan.Project inner) {
    Map<String, Integer> reads = new HashMap<>();
    outer.columns().forEach(column -> count(column.expr(), reads));
    return inner.columns().stream()
        .anyMatch(
            column ->
                !column.expr().children().isEmpty() && reads.getOrDefault(column.name(), 0) > 1);
  }

  private static void count(Expr expr, Map<String, Integer> reads) {
    if (expr instanceof Expr.Column column) {
      reads.merge(column.name(), 1, Integer::sum);
    }
    expr.children().forEach(child -> count(child, reads));
  }
}
