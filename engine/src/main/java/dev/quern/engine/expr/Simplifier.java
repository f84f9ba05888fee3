package dev.quern.engine.expr;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.PrimitiveType;
import dev.quern.engine.type.Schema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes expressions simpler without changing what they mean: operations on constants become
 * constants (computed by the evaluator itself, so that they cannot differ from it), and truth
 * values lose what is redundant.
 *
 * <p>A constant that cannot be computed, because it overflows, is left as it is: the error belongs
 * to the row that needs it, and there may be none.
 */
public final class Simplifier {
  private Simplifier() {}

  /** The simplest equivalent of {@code expr} that is known here; may be the very same. */
  public static Expr simplify(Expr expr) {
    Expr simple = simplifyChildren(expr);
    return switch (simple) {
      case Expr.And(Expr left, Expr right) -> and(simple, left, right);
      case Expr.Or(Expr left, Expr right) -> or(simple, left, right);
      case Expr.Not(Expr operand) -> not(simple, operand);
      case Expr.Case(Expr condition, Expr then, Expr otherwise) -> {
        if (isTruth(condition, true)) {
          yield then;
        }
        yield isTruth(condition, false) || isNull(condition) ? otherwise : simple;
      }
      case Expr.Coalesce(Expr first, Expr second) -> {
        if (isNull(first)) {
          yield second;
        }
        yield first instanceof Expr.Literal ? first : simple;
      }
      default -> fold(simple);
    };
  }

  /** Whether {@code expr} is the constant {@code truth}. */
  public static boolean isTruth(Expr expr, boolean truth) {
    return expr instanceof Expr.Literal literal && Boolean.valueOf(truth).equals(literal.value());
  }

  private static boolean isNull(Expr expr) {
    return expr instanceof Expr.Literal literal && literal.value() == null;
  }

  @SuppressWarnings("ReferenceEquality") // an unchanged child is the same instance
  private static Expr simplifyChildren(Expr expr) {
    List<Expr> children = expr.children();
    List<Expr> simple = new ArrayList<>(children.size());
    boolean changed = false;
    for (Expr child : children) {
      Expr other = simplify(child);
      changed |= other != child;
      simple.add(other);
    }
    return changed ? expr.withChildren(simple) : expr;
  }

  private static Expr and(Expr and, Expr left, Expr right) {
    if (isTruth(left, false) || isTruth(right, true)) {
      return left;
    }
    if (isTruth(right, false) || isTruth(left, true)) {
      return right;
    }
    return left.equals(right) ? left : fold(and);
  }

  private static Expr or(Expr or, Expr left, Expr right) {
    if (isTruth(left, true) || isTruth(right, false)) {
      return left;
    }
    if (isTruth(right, true) || isTruth(left, false)) {
      return right;
    }
    return left.equals(right) ? left : fold(or);
  }

  private static Expr not(Expr not, Expr operand) {
    return switch (operand) {
      case Expr.Not(Expr inner) -> inner;
      case Expr.Compare(var op, Expr left, Expr right) ->
          new Expr.Compare(op.negate(), left, right);
      default -> fold(not);
    };
  }

  private static Expr fold(Expr expr) {
    if (expr.children().isEmpty()
        || !expr.children().stream().allMatch(Expr.Literal.class::isInstance)
        || expr.type() == DType.BINARY
        || expr.type().isNested()) {
      return expr;
    }
    try (MemoryBudget scratch = MemoryBudget.root("constant folding", 1L << 20);
        Batch row = Batch.of(Schema.of(), 1, List.of());
        Evaluator evaluator = new Evaluator(scratch);
        ColumnVector value = evaluator.evaluate(expr, row)) {
      return new Expr.Literal(expr.type(), value.isNull(0) ? null : constant(value));
    } catch (ComputeException leftToTheRowThatNeedsIt) {
      return expr;
    }
  }

  private static Object constant(ColumnVector value) {
    DType type = value.type();
    if (type == DType.UINT64) {
      return new BigDecimal(Values.unsigned(Values.longAt(value, 0)));
    }
    if (Lanes.exist(type) && !type.isFloating()) {
      return Values.longAt(value, 0);
    }
    if (type.equals(DType.INTERVAL)) {
      return Values.intervalAt(value, 0);
    }
    if (type.isFloating()) {
      return Values.doubleAt(value, 0);
    }
    if (type instanceof PrimitiveType primitive) {
      return primitive == PrimitiveType.BOOL
          ? (Object) Values.booleanAt(value, 0)
          : Values.stringAt(value, 0);
    }
    return Values.decimalAt(value, 0);
  }
}
