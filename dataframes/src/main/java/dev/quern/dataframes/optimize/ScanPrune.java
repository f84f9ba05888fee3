package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Call;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.StringMatch;
import dev.quern.engine.expr.StringTest;
import dev.quern.engine.function.number.Membership;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.plan.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells a scan what the filter above it wants, as far as statistics can decide that: comparisons of
 * a column with a constant or with several, beginnings of texts, and null tests. The filter stays.
 */
final class ScanPrune implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof FramePlan.Scan scan)) {
      return node;
    }
    List<ColumnPredicate> wanted = new ArrayList<>(scan.predicates());
    for (Expr part : Exprs.conjuncts(filter.condition())) {
      predicate(part).filter(p -> !wanted.contains(p)).ifPresent(wanted::add);
    }
    if (wanted.size() == scan.predicates().size()) {
      return node;
    }
    return new FramePlan.Filter(
        new FramePlan.Scan(scan.source(), scan.columns(), wanted, scan.where()),
        filter.condition(),
        filter.where());
  }

  private static Optional<ColumnPredicate> predicate(Expr part) {
    return switch (part) {
      case Expr.Compare(CompareOp op, Expr.Column column, Expr.Literal literal) ->
          predicate(op, column, literal);
      case Expr.Compare(CompareOp op, Expr.Literal literal, Expr.Column column) ->
          predicate(op.swap(), column, literal);
      case Expr.IsNull(Expr.Column column) ->
          Optional.of(new ColumnPredicate(column.name(), Comparison.IS_NULL, ""));
      case Expr.Not(Expr.IsNull(Expr.Column column)) ->
          Optional.of(new ColumnPredicate(column.name(), Comparison.IS_NOT_NULL, ""));
      case Call(Membership(List<Object> values), List<Expr> operands, var _)
          when operands.getFirst() instanceof Expr.Column column ->
          Optional.of(new ColumnPredicate(column.name(), Comparison.IN, values));
      case Expr.Or or -> anyOf(or);
      case StringMatch(StringTest test, Expr.Column column, String pattern) ->
          text(test, column, pattern);
      default -> Optional.empty();
    };
  }

  /* Equalities of one column with constants. */
  private static Optional<ColumnPredicate> anyOf(Expr.Or or) {
    List<Object> values = new ArrayList<>();
    String column = null;
    for (Expr part : Disjunctions.disjuncts(or)) {
      ColumnPredicate one = predicate(part).orElse(null);
      if (one == null
          || one.comparison() != Comparison.EQUAL
          || (column != null && !column.equals(one.column()))) {
        return Optional.empty();
      }
      column = one.column();
      values.add(one.value());
    }
    return column == null
        ? Optional.empty()
        : Optional.of(new ColumnPredicate(column, Comparison.IN, List.copyOf(values)));
  }

  private static Optional<ColumnPredicate> text(
      StringTest test, Expr.Column column, String pattern) {
    LikePattern like = test == StringTest.LIKE ? LikePattern.compile(pattern) : null;
    if (test == StringTest.STARTS_WITH) {
      return Optional.of(new ColumnPredicate(column.name(), Comparison.STARTS_WITH, pattern));
    }
    return like != null && like.kind() == LikePattern.Kind.PREFIX
        ? Optional.of(
            new ColumnPredicate(
                column.name(),
                Comparison.STARTS_WITH,
                new String(like.literal(), StandardCharsets.UTF_8)))
        : Optional.empty();
  }

  private static Optional<ColumnPredicate> predicate(
      CompareOp op, Expr.Column column, Expr.Literal literal) {
    Object value = literal.value();
    if (value == null) {
      return Optional.empty();
    }
    Comparison comparison =
        switch (op) {
          case EQ -> Comparison.EQUAL;
          case NE -> Comparison.NOT_EQUAL;
          case LT -> Comparison.LESS;
          case LE -> Comparison.LESS_OR_EQUAL;
          case GT -> Comparison.GREATER;
          case GE -> Comparison.GREATER_OR_EQUAL;
        };
    return Optional.of(new ColumnPredicate(column.name(), comparison, value));
  }
}
