package dev.quern.dataframes.optimize;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.expr.Call;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.StringMatch;
import dev.quern.engine.expr.StringTest;
import dev.quern.engine.function.number.Membership;
import dev.quern.engine.io.AnyOf;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ColumnPredicate.Comparison;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.LikePattern;
import dev.quern.engine.plan.Rule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells a scan what the filter above it wants, as far as statistics can decide that: comparisons of
 * a column with a constant or with several, beginnings of texts, null tests, and ORs of these. The
 * filter stays.
 */
final class ScanPrune implements Rule.OfNode<FramePlan> {
  @Override
  public FramePlan rewrite(FramePlan node) {
    if (!(node instanceof FramePlan.Filter filter)
        || !(filter.input() instanceof FramePlan.Scan scan)) {
      return node;
    }
    List<ScanPredicate> wanted = new ArrayList<>(scan.predicates());
    for (ScanPredicate predicate : predicates(filter.condition())) {
      if (!wanted.contains(predicate)) {
        wanted.add(predicate);
      }
    }
    if (wanted.size() == scan.predicates().size()) {
      return node;
    }
    return new FramePlan.Filter(
        new FramePlan.Scan(scan.source(), scan.columns(), wanted, scan.where()),
        filter.condition(),
        filter.where());
  }

  private static List<ScanPredicate> predicates(Expr condition) {
    return Exprs.conjuncts(condition).stream().flatMap(part -> predicate(part).stream()).toList();
  }

  private static Optional<ScanPredicate> predicate(Expr part) {
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

  /* What each branch says; nothing when one of them says nothing. */
  private static Optional<ScanPredicate> anyOf(Expr.Or or) {
    List<List<ScanPredicate>> branches =
        Disjunctions.disjuncts(or).stream().map(ScanPrune::predicates).toList();
    if (branches.stream().anyMatch(List::isEmpty)) {
      return Optional.empty();
    }
    Optional<ScanPredicate> ofOne = in(branches);
    return ofOne.isPresent() ? ofOne : Optional.of(new AnyOf(branches));
  }

  /* Equalities of one column with constants. */
  private static Optional<ScanPredicate> in(List<List<ScanPredicate>> branches) {
    List<Object> values = new ArrayList<>();
    String of = null;
    for (List<ScanPredicate> branch : branches) {
      if (branch.size() > 1
          || !(branch.getFirst() instanceof ColumnPredicate(var column, var comparison, var value))
          || comparison != Comparison.EQUAL
          || (of != null && !of.equals(column))) {
        return Optional.empty();
      }
      of = column;
      values.add(value);
    }
    return of == null
        ? Optional.empty()
        : Optional.of(new ColumnPredicate(of, Comparison.IN, List.copyOf(values)));
  }

  private static Optional<ScanPredicate> text(StringTest test, Expr.Column column, String pattern) {
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

  private static Optional<ScanPredicate> predicate(
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
