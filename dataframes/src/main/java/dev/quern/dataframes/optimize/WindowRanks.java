package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedWindow;
import dev.quern.dataframes.plan.Ranks;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.plan.Rule;
import dev.quern.engine.window.WindowFunction;
import dev.quern.engine.window.WindowFunction.Ranking;

/**
 * Tells a window that a filter above wants only the first rows of each partition, as {@code
 * row_number() <= 3} says. The filter stays.
 */
final class WindowRanks implements Rule.OfNode<FramePlan> {
  /** More rows than these are not few. */
  private static final long MOST = 1000;

  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof FramePlan.Window window)
        || window.ranks().areFew()
        || !window.ties().isEmpty()
        || window.order().isEmpty()
        || window.partition().isEmpty()
        || !window.functions().stream().allMatch(f -> looksBack(f.function()))) {
      return node;
    }
    Ranks wanted = Ranks.EVERY;
    for (Expr condition : Exprs.conjuncts(filter.condition())) {
      for (NamedWindow function : window.functions()) {
        long most = Math.max(1, most(condition, function.name()));
        if (isRank(function.function()) && most < wanted.most()) {
          wanted = new Ranks(most, !isRowNumber(function.function()));
        }
      }
    }
    Ranks few = wanted;
    return few.most() > MOST ? node : Rule.mapChildren(filter, _ -> window.withRanks(few));
  }

  /** The greatest value of an integer column for which the condition may hold. */
  private static long most(Expr condition, String column) {
    return switch (condition) {
      case Expr.Compare(CompareOp op, Expr.Column of, Expr.Literal limit)
          when of.name().equals(column) ->
          most(op, limit);
      case Expr.Compare(CompareOp op, Expr.Literal limit, Expr.Column of)
          when of.name().equals(column) ->
          most(op.swap(), limit);
      default -> Ranks.ALL;
    };
  }

  private static long most(CompareOp op, Expr.Literal limit) {
    if (!(limit.value() instanceof Long value)) {
      return Ranks.ALL;
    }
    return switch (op) {
      case EQ, LE -> value;
      case LT -> value - 1;
      case NE, GT, GE -> Ranks.ALL;
    };
  }

  /** Whether the function's value for a row is the same without the rows behind its peers. */
  private static boolean looksBack(WindowFunction function) {
    return isRank(function)
        || (function instanceof WindowFunction.Rank(Ranking ranking)
            && ranking == Ranking.DENSE_RANK)
        || (function instanceof WindowFunction.Shift(long offset, _) && offset >= 0);
  }

  private static boolean isRank(WindowFunction function) {
    return isRowNumber(function)
        || (function instanceof WindowFunction.Rank(Ranking ranking) && ranking == Ranking.RANK);
  }

  private static boolean isRowNumber(WindowFunction function) {
    return function instanceof WindowFunction.Rank(Ranking ranking)
        && ranking == Ranking.ROW_NUMBER;
  }
}
