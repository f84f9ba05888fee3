package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A filter's condition in two parts: what can go below the filter's input, and what stays. */
record FilterPush(List<Expr> below, List<Expr> stays) {

  static FilterPush split(Expr condition, Predicate<Expr> canGoBelow) {
    List<Expr> below = new ArrayList<>();
    List<Expr> stays = new ArrayList<>();
    for (Expr part : Exprs.conjuncts(condition)) {
      (canGoBelow.test(part) ? below : stays).add(part);
    }
    return new FilterPush(below, stays);
  }

  /** {@code input} filtered by all of {@code conditions}; itself when there are none. */
  static FramePlan filtered(FramePlan input, List<Expr> conditions, SourceLine where) {
    return conditions.stream()
        .reduce(Expr.And::new)
        .<FramePlan>map(all -> new FramePlan.Filter(input, all, where))
        .orElse(input);
  }
}
