package dev.quern.arrays;

import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.arrays.expr.Promotion;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;

/**
 * The part of {@link NDArray} that computes element by element. Shapes broadcast as NumPy's do,
 * types are promoted as {@link Promotion} says, and a number takes the array's type where that can
 * hold it. Integers are checked: overflow and division by zero are errors when they are computed.
 * Floats follow IEEE 754.
 */
abstract sealed class ArrayArithmetic extends ArrayReductions permits ArrayFunctions {

  ArrayArithmetic(ArrayPlan plan) {
    super(plan);
  }

  /** The sum of both. */
  public final NDArray plus(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.arithmetic(ArithmeticOp.ADD));
  }

  /** The sum with a number. */
  public final NDArray plus(double number) {
    return with(number, ArithmeticOp.ADD);
  }

  /** The sum with a number. */
  public final NDArray plus(long number) {
    return with(number, ArithmeticOp.ADD);
  }

  /** The difference of both. */
  public final NDArray minus(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.arithmetic(ArithmeticOp.SUBTRACT));
  }

  /** The difference with a number. */
  public final NDArray minus(double number) {
    return with(number, ArithmeticOp.SUBTRACT);
  }

  /** The difference with a number. */
  public final NDArray minus(long number) {
    return with(number, ArithmeticOp.SUBTRACT);
  }

  /** The product of both, element by element; of matrices see {@link #matmul}. */
  public final NDArray multiply(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.arithmetic(ArithmeticOp.MULTIPLY));
  }

  /** The product with a number. */
  public final NDArray multiply(double number) {
    return with(number, ArithmeticOp.MULTIPLY);
  }

  /** The product with a number. */
  public final NDArray multiply(long number) {
    return with(number, ArithmeticOp.MULTIPLY);
  }

  /** The quotient of both, a float: of integers too. */
  public final NDArray divide(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.arithmetic(ArithmeticOp.DIVIDE));
  }

  /** The quotient with a number, a float. */
  public final NDArray divide(double number) {
    return with(number, ArithmeticOp.DIVIDE);
  }

  /** The quotient with a number, a float: of integers too. */
  public final NDArray divide(long number) {
    return with(number, ArithmeticOp.DIVIDE);
  }

  /** Another word for {@link #plus(NDArray)}. */
  public final NDArray add(NDArray other) {
    return plus(other);
  }

  /** Another word for {@link #minus(NDArray)}. */
  public final NDArray sub(NDArray other) {
    return minus(other);
  }

  /** Another word for {@link #multiply(NDArray)}. */
  public final NDArray mul(NDArray other) {
    return multiply(other);
  }

  /** Another word for {@link #divide(NDArray)}. */
  public final NDArray div(NDArray other) {
    return divide(other);
  }

  /** The remainder of flooring division, which has the sign of the divisor, as in Python. */
  public final NDArray mod(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps::mod);
  }

  /** The remainder of flooring division by a number. */
  public final NDArray mod(double number) {
    return ElementOps.apply(self(), Promotion.constant(number, dtype()), ElementOps::mod);
  }

  /** The remainder of flooring division by a number. */
  public final NDArray mod(long number) {
    return ElementOps.apply(self(), Promotion.constant(number, dtype()), ElementOps::mod);
  }

  /** This to the power of the other, a float. */
  public final NDArray power(NDArray exponent) {
    return ElementOps.apply(self(), exponent, ElementOps::power);
  }

  /** This to the power of a number, a float. */
  public final NDArray power(double exponent) {
    return ElementOps.apply(self(), Promotion.constant(exponent, dtype()), ElementOps::power);
  }

  /** This to the power of a whole number: of integers an integer, and then it is not negative. */
  public final NDArray power(long exponent) {
    if (dtype().isFloating()) {
      return power((double) exponent);
    }
    if (exponent < 0) {
      throw new PlanException(
          "%s to the power of %d is no integer: use power(%d.0)"
              .formatted(dtype(), exponent, exponent));
    }
    return ElementOps.apply(self(), base -> ElementOps.power(base, exponent));
  }

  /** The greater of both; NaN when either is. */
  public final NDArray maximum(NDArray other) {
    return ElementOps.apply(self(), other, (a, b) -> ElementOps.extreme(true, a, b));
  }

  /** The greater of this and a number; NaN when this is. */
  public final NDArray maximum(double number) {
    Constant bound = Promotion.constant(number, dtype());
    return ElementOps.apply(self(), bound, (a, b) -> ElementOps.extreme(true, a, b));
  }

  /** The greater of this and a number; NaN when this is. */
  public final NDArray maximum(long number) {
    Constant bound = Promotion.constant(number, dtype());
    return ElementOps.apply(self(), bound, (a, b) -> ElementOps.extreme(true, a, b));
  }

  /** The lesser of both; NaN when either is. */
  public final NDArray minimum(NDArray other) {
    return ElementOps.apply(self(), other, (a, b) -> ElementOps.extreme(false, a, b));
  }

  /** The lesser of this and a number; NaN when this is. */
  public final NDArray minimum(double number) {
    Constant bound = Promotion.constant(number, dtype());
    return ElementOps.apply(self(), bound, (a, b) -> ElementOps.extreme(false, a, b));
  }

  /** The lesser of this and a number; NaN when this is. */
  public final NDArray minimum(long number) {
    Constant bound = Promotion.constant(number, dtype());
    return ElementOps.apply(self(), bound, (a, b) -> ElementOps.extreme(false, a, b));
  }

  /** This, but not less than {@code least} and not more than {@code most}; NaN stays. */
  public final NDArray clip(double least, double most) {
    return maximum(least).minimum(most);
  }

  /** This, but not less than {@code least} and not more than {@code most}; NaN stays. */
  public final NDArray clip(long least, long most) {
    return maximum(least).minimum(most);
  }

  /** Whether both are equal; NaN equals nothing. */
  public final NDArray eq(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.compare(CompareOp.EQ));
  }

  /** Whether this equals a number. */
  public final NDArray eq(double number) {
    return compare(CompareOp.EQ, number);
  }

  /** Whether this equals a number. */
  public final NDArray eq(long number) {
    return compare(CompareOp.EQ, number);
  }

  /** Whether both differ; NaN differs from everything. */
  public final NDArray ne(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.compare(CompareOp.NE));
  }

  /** Whether this differs from a number. */
  public final NDArray ne(double number) {
    return compare(CompareOp.NE, number);
  }

  /** Whether this differs from a number. */
  public final NDArray ne(long number) {
    return compare(CompareOp.NE, number);
  }

  /** Whether this is less; false of NaN. */
  public final NDArray lt(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.compare(CompareOp.LT));
  }

  /** Whether this is less than a number; false of NaN. */
  public final NDArray lt(double number) {
    return compare(CompareOp.LT, number);
  }

  /** Whether this is less than a number. */
  public final NDArray lt(long number) {
    return compare(CompareOp.LT, number);
  }

  /** Whether this is less or equal; false of NaN. */
  public final NDArray le(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.compare(CompareOp.LE));
  }

  /** Whether this is at most a number; false of NaN. */
  public final NDArray le(double number) {
    return compare(CompareOp.LE, number);
  }

  /** Whether this is at most a number. */
  public final NDArray le(long number) {
    return compare(CompareOp.LE, number);
  }

  /** Whether this is greater; false of NaN. */
  public final NDArray gt(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.compare(CompareOp.GT));
  }

  /** Whether this is greater than a number; false of NaN. */
  public final NDArray gt(double number) {
    return compare(CompareOp.GT, number);
  }

  /** Whether this is greater than a number. */
  public final NDArray gt(long number) {
    return compare(CompareOp.GT, number);
  }

  /** Whether this is greater or equal; false of NaN. */
  public final NDArray ge(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.compare(CompareOp.GE));
  }

  /** Whether this is at least a number; false of NaN. */
  public final NDArray ge(double number) {
    return compare(CompareOp.GE, number);
  }

  /** Whether this is at least a number. */
  public final NDArray ge(long number) {
    return compare(CompareOp.GE, number);
  }

  private NDArray with(double number, ArithmeticOp op) {
    return ElementOps.apply(self(), Promotion.constant(number, dtype()), ElementOps.arithmetic(op));
  }

  private NDArray with(long number, ArithmeticOp op) {
    if (op == ArithmeticOp.DIVIDE) {
      return with((double) number, op);
    }
    return ElementOps.apply(self(), Promotion.constant(number, dtype()), ElementOps.arithmetic(op));
  }

  private NDArray compare(CompareOp op, double number) {
    return ElementOps.apply(self(), Promotion.constant(number, dtype()), ElementOps.compare(op));
  }

  private NDArray compare(CompareOp op, long number) {
    return ElementOps.apply(self(), ElementOps.comparand(number, dtype()), ElementOps.compare(op));
  }
}
