package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Filters an input of a join instead of testing its pairs: the right one by what reads right
 * columns only, the left one of a semi join by what reads left columns only.
 */
final class JoinConditionPush implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof Join join) || join.conditions().isEmpty()) {
      return node;
    }
    Map<String, Expr> right = new HashMap<>();
    for (FramePlan.RightColumn column : join.conditionColumns()) {
      right.put(column.name(), Exprs.column(join.right().schema(), column.column()));
    }
    List<Expr> toTheLeft = new ArrayList<>();
    List<Expr> toTheRight = new ArrayList<>();
    List<Expr> stays = new ArrayList<>();
    for (Expr condition : join.conditions()) {
      Set<String> read = Exprs.columns(condition);
      if (right.keySet().containsAll(read)) {
        toTheRight.add(Exprs.replaceColumns(condition, c -> right.getOrDefault(c.name(), c)));
      } else if (join.type() == JoinKind.SEMI && read.stream().noneMatch(right::containsKey)) {
        toTheLeft.add(condition);
      } else {
        stays.add(condition);
      }
    }
    if (toTheLeft.isEmpty() && toTheRight.isEmpty()) {
      return node;
    }
    return join.withConditions(stays)
        .withChildren(
            List.of(
                FilterPush.filtered(join.left(), toTheLeft, join.where()),
                FilterPush.filtered(join.right(), toTheRight, join.where())));
  }
}
