package dev.quern.arrays;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.ArrayExpr.Arithmetic;
import dev.quern.arrays.expr.ArrayExpr.Compare;
import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.arrays.expr.ArrayExpr.Input;
import dev.quern.arrays.expr.ArrayExpr.Logic;
import dev.quern.arrays.expr.ArrayExpr.Not;
import dev.quern.arrays.expr.ArrayExpr.Power;
import dev.quern.arrays.expr.ArrayExpr.Unary;
import dev.quern.arrays.expr.ArrayExpr.Where;
import dev.quern.arrays.expr.LogicOp;
import dev.quern.arrays.expr.Promotion;
import dev.quern.arrays.plan.ArrayPlans;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.DType;
import java.util.List;
import java.util.Locale;

/** Builds the expressions of the operators on arrays: types are settled here. */
final class ElementOps {

  /** Joins two operands, of types that they still have to be brought to. */
  @FunctionalInterface
  interface Binary {
    ArrayExpr join(ArrayExpr left, ArrayExpr right);
  }

  private ElementOps() {}

  /** An operator of two arrays. */
  static NDArray apply(NDArray left, NDArray right, Binary op) {
    ArrayExpr expr = op.join(new Input(0, left.dtype()), new Input(1, right.dtype()));
    return new NDArray(
        ArrayPlans.elementwise(expr, List.of(left.plan(), right.plan()), SourceLine.here()));
  }

  /** An operator of an array and a number. */
  static NDArray apply(NDArray left, Constant right, Binary op) {
    return new NDArray(
        ArrayPlans.elementwise(
            op.join(new Input(0, left.dtype()), right), List.of(left.plan()), SourceLine.here()));
  }

  /** An operator of one array. */
  static NDArray apply(NDArray array, java.util.function.UnaryOperator<ArrayExpr> op) {
    return new NDArray(
        ArrayPlans.elementwise(
            op.apply(new Input(0, array.dtype())), List.of(array.plan()), SourceLine.here()));
  }

  /** Arithmetic in the type that both are promoted to; division is done in floats. */
  static Binary arithmetic(ArithmeticOp op) {
    return (left, right) -> {
      DType dtype = Promotion.numeric(Promotion.promote(left.dtype(), right.dtype()));
      DType done = op == ArithmeticOp.DIVIDE ? Promotion.floating(dtype) : dtype;
      return new Arithmetic(op, Promotion.cast(left, done), Promotion.cast(right, done));
    };
  }

  /** The greater or lesser element; NaN when either is. */
  static ArrayExpr extreme(boolean greatest, ArrayExpr left, ArrayExpr right) {
    DType dtype = Promotion.promote(left.dtype(), right.dtype());
    ArrayExpr a = Promotion.cast(left, dtype);
    ArrayExpr b = Promotion.cast(right, dtype);
    if (dtype == DType.BOOL) {
      return new Logic(greatest ? LogicOp.OR : LogicOp.AND, a, b);
    }
    if (greatest || dtype.isInteger()) {
      return new Arithmetic(greatest ? ArithmeticOp.MAX : ArithmeticOp.MIN, a, b);
    }
    // Kernels take NaN for the greatest, which a minimum would lose.
    return negate(new Arithmetic(ArithmeticOp.MAX, negate(a), negate(b)));
  }

  private static ArrayExpr negate(ArrayExpr operand) {
    return new Unary(UnaryOp.NEGATE, operand);
  }

  /** The remainder of flooring division, which has the sign of the divisor. */
  static ArrayExpr mod(ArrayExpr left, ArrayExpr right) {
    DType dtype = Promotion.numeric(Promotion.promote(left.dtype(), right.dtype()));
    ArrayExpr divisor = Promotion.cast(right, dtype);
    ArrayExpr rest = new Arithmetic(ArithmeticOp.REMAINDER, Promotion.cast(left, dtype), divisor);
    Constant zero = new Constant(dtype, 0);
    ArrayExpr signsDiffer =
        new Logic(
            LogicOp.XOR,
            new Compare(CompareOp.LT, rest, zero),
            new Compare(CompareOp.LT, divisor, zero));
    ArrayExpr moved = new Logic(LogicOp.AND, new Compare(CompareOp.NE, rest, zero), signsDiffer);
    return new Where(moved, new Arithmetic(ArithmeticOp.ADD, rest, divisor), rest);
  }

  /** A power of floats. */
  static ArrayExpr power(ArrayExpr base, ArrayExpr exponent) {
    DType dtype = Promotion.floating(Promotion.promote(base.dtype(), exponent.dtype()));
    return new Power(Promotion.cast(base, dtype), Promotion.cast(exponent, dtype));
  }

  /** A power of integers by repeated squaring, checked as multiplication is. */
  static ArrayExpr power(ArrayExpr base, long exponent) {
    DType dtype = Promotion.numeric(base.dtype());
    ArrayExpr square = Promotion.cast(base, dtype);
    ArrayExpr result = new Constant(dtype, 1);
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) != 0) {
        result =
            result instanceof Constant
                ? square
                : new Arithmetic(ArithmeticOp.MULTIPLY, result, square);
      }
      if (rest > 1) {
        square = new Arithmetic(ArithmeticOp.MULTIPLY, square, square);
      }
    }
    return result;
  }

  /** A comparison in the type that both are promoted to. */
  static Binary compare(CompareOp op) {
    return (left, right) -> {
      DType dtype = Promotion.promote(left.dtype(), right.dtype());
      if (dtype == DType.BOOL && (op == CompareOp.EQ || op == CompareOp.NE)) {
        ArrayExpr differ = new Logic(LogicOp.XOR, left, right);
        return op == CompareOp.NE ? differ : new Not(differ);
      }
      DType done = dtype == DType.BOOL ? DType.INT8 : dtype;
      return new Compare(op, Promotion.cast(left, done), Promotion.cast(right, done));
    };
  }

  /** The constant to compare an array of {@code beside} with: in INT64 when it does not fit. */
  static Constant comparand(long value, DType beside) {
    if (beside.isFloating()) {
      return Promotion.constant(value, beside);
    }
    boolean fits =
        beside.isInteger()
            && value >= Lanes.of(beside).minValue()
            && value <= Lanes.of(beside).maxValue();
    return new Constant(fits ? beside : DType.INT64, value);
  }

  /** A connective of truth values. */
  static Binary logic(LogicOp op) {
    return (left, right) -> {
      if (left.dtype() != DType.BOOL || right.dtype() != DType.BOOL) {
        throw new PlanException(
            "%s of %s and %s: it takes truth values, as comparisons give them"
                .formatted(op.name().toLowerCase(Locale.ROOT), left.dtype(), right.dtype()));
      }
      return new Logic(op, left, right);
    };
  }

  /** One of two values by a truth value, in the type that both are promoted to. */
  static ArrayExpr where(ArrayExpr condition, ArrayExpr then, ArrayExpr otherwise) {
    ArrayExpr truth = Promotion.cast(condition, DType.BOOL);
    DType dtype = Promotion.promote(then.dtype(), otherwise.dtype());
    ArrayExpr a = Promotion.cast(then, dtype);
    ArrayExpr b = Promotion.cast(otherwise, dtype);
    if (dtype == DType.BOOL) {
      return new Logic(
          LogicOp.OR, new Logic(LogicOp.AND, truth, a), new Logic(LogicOp.AND, new Not(truth), b));
    }
    return new Where(truth, a, b);
  }
}
