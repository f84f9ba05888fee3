package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Filters the inputs of a join instead of its output: the left one by what reads left columns only,
 * the right one of an inner join by what reads right columns only.
 */
final class FilterJoinPush implements Rule.Sinking<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter) || !(filter.input() instanceof Join join)) {
      return node;
    }
    Set<String> left = Set.copyOf(join.left().schema().names());
    FilterPush first =
        FilterPush.split(filter.condition(), e -> left.containsAll(Exprs.columns(e)));
    Map<String, Expr> right = new HashMap<>();
    if (join.type() == JoinKind.INNER) {
      for (FramePlan.RightColumn column : join.rightColumns()) {
        right.put(column.name(), Exprs.column(join.right().schema(), column.column()));
      }
    }
    FilterPush second =
        FilterPush.split(
            first.stays().stream().reduce(Expr.And::new).orElse(Exprs.literal(true)),
            e -> !Exprs.columns(e).isEmpty() && right.keySet().containsAll(Exprs.columns(e)));
    if (first.below().isEmpty() && second.below().isEmpty()) {
      return node;
    }
    List<Expr> toTheRight =
        second.below().stream()
            .map(e -> Exprs.replaceColumns(e, c -> right.getOrDefault(c.name(), c)))
            .toList();
    FramePlan joined =
        join.withChildren(
            List.of(
                FilterPush.filtered(join.left(), first.below(), filter.where()),
                FilterPush.filtered(join.right(), toTheRight, filter.where())));
    List<Expr> stays = first.stays().isEmpty() ? List.of() : second.stays();
    return FilterPush.filtered(joined, stays, filter.where());
  }
}
