package dev.quern.dataframes.optimize;

import dev.quern.dataframes.optimize.Estimates.Estimate;
import dev.quern.dataframes.optimize.Estimates.Guess;
import dev.quern.engine.expr.Call;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.StringMatch;
import dev.quern.engine.expr.StringTest;
import dev.quern.engine.function.number.Membership;
import dev.quern.engine.io.ColumnStatistics;
import dev.quern.engine.kernel.CompareOp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which share of rows a condition keeps, and what it leaves of the columns' values. */
final class Selectivity {
  /* Shares of conditions of which nothing is known: those that System R took, more or less. */
  private static final double EQUAL = 0.1;
  private static final double RANGE = 1.0 / 3;
  private static final double PREFIX = 0.02;
  private static final double CONTAINS = 0.06;
  private static final double OTHER = 0.25;

  /* So few rows that it does not matter how many of them are left. */
  private static final double FEW = 100;

  private Selectivity() {}

  /** {@code input} after a filter. */
  static Estimate filtered(Estimate input, Expr condition) {
    double share = 1;
    double most = input.most();
    boolean isGuess = input.guess().isGuess();
    Map<String, ColumnStatistics> columns = new HashMap<>(input.columns());
    // Bounds on one column are put together: x >= 3 and x < 5 is one range.
    for (Expr part : Exprs.conjuncts(condition)) {
      Estimate before = new Estimate(input.rows(), Guess.NONE, columns);
      boolean known = most < FEW || isKnown(before, part);
      double kept = keep(before, part, columns);
      share *= kept;
      most *= known ? kept : 1;
      isGuess |= !known;
    }
    double rows = input.rows() * share;
    return new Estimate(rows, input.base(), isGuess ? Guess.upTo(most) : Guess.NONE, columns);
  }

  /** Whether statistics tell the share that {@link #of} gives, and not habit. */
  private static boolean isKnown(Estimate input, Expr condition) {
    return switch (condition) {
      case Expr.And(Expr left, Expr right) -> isKnown(input, left) && isKnown(input, right);
      case Expr.Or(Expr left, Expr right) -> isKnown(input, left) && isKnown(input, right);
      case Expr.Not(Expr.IsNull _) -> true;
      case Expr.Not(Expr operand) -> isKnown(input, operand);
      case Expr.Compare(CompareOp op, Expr.Column column, Expr.Literal literal) ->
          isKnown(input, op, column, literal);
      case Expr.Compare(CompareOp op, Expr.Literal literal, Expr.Column column) ->
          isKnown(input, op.swap(), column, literal);
      case Call(Membership _, List<Expr> operands, var _)
          when operands.getFirst() instanceof Expr.Column column ->
          !input.isUnknown(List.of(column.name()));
      case Expr.Literal _ -> true;
      default -> false;
    };
  }

  private static boolean isKnown(
      Estimate input, CompareOp op, Expr.Column column, Expr.Literal literal) {
    return switch (op) {
      case EQ, NE -> !input.isUnknown(List.of(column.name()));
      case LT, LE, GT, GE -> !Double.isNaN(below(input, column, literal));
    };
  }

  /** The share of the values below {@code literal}; NaN where nothing tells. */
  private static double below(Estimate input, Expr.Column column, Expr.Literal literal) {
    ColumnStatistics of = input.columns().getOrDefault(column.name(), ColumnStatistics.UNKNOWN);
    double below = (number(literal) - of.least()) / (of.greatest() - of.least());
    return Double.isInfinite(below) ? Double.NaN : below;
  }

  private static double keep(Estimate input, Expr part, Map<String, ColumnStatistics> columns) {
    double share = of(input, part);
    if (part instanceof Expr.Compare(CompareOp op, Expr.Column column, Expr.Literal literal)) {
      columns.computeIfPresent(
          column.name(), (name, of) -> narrowed(of, op, number(literal), share));
    }
    return share;
  }

  private static ColumnStatistics narrowed(
      ColumnStatistics of, CompareOp op, double value, double share) {
    return switch (op) {
      case EQ -> new ColumnStatistics(value, value, 1);
      case NE -> of;
      case LT, LE -> new ColumnStatistics(of.least(), value, Math.max(1, of.distinct() * share));
      case GT, GE -> new ColumnStatistics(value, of.greatest(), Math.max(1, of.distinct() * share));
    };
  }

  /** The share of the rows of {@code input} in which {@code condition} is true. */
  static double of(Estimate input, Expr condition) {
    return switch (condition) {
      case Expr.And(Expr left, Expr right) -> of(input, left) * of(input, right);
      case Expr.Or(Expr left, Expr right) -> {
        double a = of(input, left);
        double b = of(input, right);
        yield equality(left) && equality(right) ? Math.min(1, a + b) : a + b - a * b;
      }
      case Expr.Not(Expr operand) -> 1 - of(input, operand);
      case Expr.Compare(CompareOp op, Expr left, Expr.Literal literal) ->
          compare(input, op, left, literal);
      case Expr.Compare(CompareOp op, Expr.Literal literal, Expr right) ->
          compare(input, op.swap(), right, literal);
      case Expr.Compare(CompareOp op, Expr left, Expr right) -> unknown(op);
      case StringMatch match -> match(match.test(), match.pattern());
      case Expr.IsNull isNull -> 0.05;
      case Call(Membership membership, List<Expr> operands, var _)
          when operands.getFirst() instanceof Expr.Column column ->
          Math.min(1, membership.values().size() / distinct(input, column));
      case Expr.Literal literal -> Boolean.TRUE.equals(literal.value()) ? 1 : 0;
      default -> OTHER;
    };
  }

  private static double compare(Estimate input, CompareOp op, Expr operand, Expr.Literal literal) {
    if (!(operand instanceof Expr.Column column)) {
      return unknown(op);
    }
    if (!input.columns().containsKey(column.name())) {
      // An aggregate's result, as a rule: who asks for groups above a bound wants the extreme ones.
      return op == CompareOp.NE ? unknown(op) : EQUAL;
    }
    double equal = 1 / distinct(input, column);
    double below = below(input, column, literal);
    double range = Double.isNaN(below) ? RANGE : Math.clamp(below, 0, 1);
    return switch (op) {
      case EQ -> equal;
      case NE -> 1 - equal;
      case LT, LE -> range;
      case GT, GE -> Double.isNaN(below) ? RANGE : 1 - range;
    };
  }

  private static double distinct(Estimate input, Expr.Column column) {
    ColumnStatistics of = input.columns().getOrDefault(column.name(), ColumnStatistics.UNKNOWN);
    return Double.isNaN(of.distinct()) ? Math.max(10, input.rows()) : Math.max(1, of.distinct());
  }

  private static double unknown(CompareOp op) {
    return switch (op) {
      case EQ -> EQUAL;
      case NE -> 1 - EQUAL;
      case LT, LE, GT, GE -> RANGE;
    };
  }

  private static double match(StringTest test, String pattern) {
    return switch (test) {
      case STARTS_WITH -> PREFIX;
      case ENDS_WITH, CONTAINS -> CONTAINS;
      case LIKE -> pattern.startsWith("%") || pattern.startsWith("_") ? CONTAINS : PREFIX;
    };
  }

  private static boolean equality(Expr expr) {
    return switch (expr) {
      case Expr.Compare compare -> compare.op() == CompareOp.EQ;
      case Expr.Or or -> equality(or.left()) && equality(or.right());
      default -> false;
    };
  }

  private static double number(Expr.Literal literal) {
    return literal.value() instanceof Number number ? number.doubleValue() : Double.NaN;
  }
}
