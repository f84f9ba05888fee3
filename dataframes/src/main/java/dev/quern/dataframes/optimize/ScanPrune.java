package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Call;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.number.Membership;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.plan.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells a scan what the filter above it wants, as far as statistics can decide that: comparisons of
 * a column with a constant or with many integers, and null tests. The filter stays.
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
      predicates(part).filter(p -> !wanted.contains(p)).forEach(wanted::add);
    }
    if (wanted.size() == scan.predicates().size()) {
      return node;
    }
    return new FramePlan.Filter(
        new FramePlan.Scan(scan.source(), scan.columns(), wanted, scan.where()),
        filter.condition(),
        filter.where());
  }

  private static Stream<ColumnPredicate> predicates(Expr part) {
    return part instanceof Call(Membership(List<Object> values), List<Expr> operands, var _)
            && operands.getFirst() instanceof Expr.Column column
        ? bounds(column.name(), values)
        : predicate(part).stream();
  }

  /* Between the least and the greatest of the constants. */
  private static Stream<ColumnPredicate> bounds(String column, List<Object> values) {
    if (!values.stream().allMatch(Long.class::isInstance)) {
      return Stream.empty();
    }
    LongSummaryStatistics range =
        values.stream().mapToLong(value -> (Long) value).summaryStatistics();
    return Stream.of(
        new ColumnPredicate(column, Comparison.GREATER_OR_EQUAL, range.getMin()),
        new ColumnPredicate(column, Comparison.LESS_OR_EQUAL, range.getMax()));
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
      default -> Optional.empty();
    };
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
