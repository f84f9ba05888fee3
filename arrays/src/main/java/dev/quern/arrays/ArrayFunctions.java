package dev.quern.arrays;

import dev.quern.arrays.expr.ArrayExpr;
import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.arrays.expr.ArrayExpr.IsNaN;
import dev.quern.arrays.expr.ArrayExpr.Not;
import dev.quern.arrays.expr.ArrayExpr.Unary;
import dev.quern.arrays.expr.LogicOp;
import dev.quern.arrays.expr.Promotion;
import dev.quern.arrays.plan.ArrayPlan;
import dev.quern.engine.PlanException;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.DType;

/**
 * The part of {@link NDArray} that takes functions of one element. Functions of floats take
 * integers as FLOAT64 and give NaN where they are not defined; what is exact, and within how many
 * ulp the others are, {@link MathFunction} says.
 */
abstract sealed class ArrayFunctions extends ArrayArithmetic permits NDArray {

  ArrayFunctions(ArrayPlan plan) {
    super(plan);
  }

  /** The negated elements. */
  public final NDArray negate() {
    return unary(UnaryOp.NEGATE);
  }

  /** The absolute values. */
  public final NDArray abs() {
    return unary(UnaryOp.ABS);
  }

  /** -1, 0 or 1 by sign, of the array's type; NaN and zeros of floats stay as they are. */
  public final NDArray sign() {
    return unary(UnaryOp.SIGN);
  }

  /** The squares, of the array's type. */
  public final NDArray square() {
    return self().multiply(self());
  }

  /** The square roots. */
  public final NDArray sqrt() {
    return function(MathFunction.SQRT);
  }

  /** The cube roots. */
  public final NDArray cbrt() {
    return function(MathFunction.CBRT);
  }

  /** e to the power of each element. */
  public final NDArray exp() {
    return function(MathFunction.EXP);
  }

  /** {@code exp(x) - 1}, exact near 0. */
  public final NDArray expm1() {
    return function(MathFunction.EXPM1);
  }

  /** The natural logarithms. */
  public final NDArray log() {
    return function(MathFunction.LOG);
  }

  /** The logarithms to base 10. */
  public final NDArray log10() {
    return function(MathFunction.LOG10);
  }

  /** {@code log(1 + x)}, exact near 0. */
  public final NDArray log1p() {
    return function(MathFunction.LOG1P);
  }

  /** The sines of angles in radians. */
  public final NDArray sin() {
    return function(MathFunction.SIN);
  }

  /** The cosines of angles in radians. */
  public final NDArray cos() {
    return function(MathFunction.COS);
  }

  /** The tangents of angles in radians. */
  public final NDArray tan() {
    return function(MathFunction.TAN);
  }

  /** The angles in radians of these sines. */
  public final NDArray asin() {
    return function(MathFunction.ASIN);
  }

  /** The angles in radians of these cosines. */
  public final NDArray acos() {
    return function(MathFunction.ACOS);
  }

  /** The angles in radians of these tangents. */
  public final NDArray atan() {
    return function(MathFunction.ATAN);
  }

  /** The hyperbolic sines. */
  public final NDArray sinh() {
    return function(MathFunction.SINH);
  }

  /** The hyperbolic cosines. */
  public final NDArray cosh() {
    return function(MathFunction.COSH);
  }

  /** The hyperbolic tangents. */
  public final NDArray tanh() {
    return function(MathFunction.TANH);
  }

  /** The greatest whole numbers that are not greater; integers stay. */
  public final NDArray floor() {
    return rounding(MathFunction.FLOOR);
  }

  /** The least whole numbers that are not less; integers stay. */
  public final NDArray ceil() {
    return rounding(MathFunction.CEIL);
  }

  /** The nearest whole numbers, ties to the even one as in NumPy; integers stay. */
  public final NDArray round() {
    return rounding(MathFunction.ROUND);
  }

  /** The whole numbers toward zero; integers stay. */
  public final NDArray trunc() {
    return rounding(MathFunction.TRUNCATE);
  }

  /** Whether each element is NaN; no integer is. */
  public final NDArray isNaN() {
    return ElementOps.apply(
        self(),
        element -> element.dtype().isFloating() ? new IsNaN(element) : new Constant(DType.BOOL, 0));
  }

  /** Whether both are true. */
  public final NDArray and(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.logic(LogicOp.AND));
  }

  /** Whether one or both are true. */
  public final NDArray or(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.logic(LogicOp.OR));
  }

  /** Whether one of both is true, and not the other. */
  public final NDArray xor(NDArray other) {
    return ElementOps.apply(self(), other, ElementOps.logic(LogicOp.XOR));
  }

  /** Whether each element is false. */
  public final NDArray not() {
    if (dtype() != DType.BOOL) {
      throw new PlanException(
          "not of %s: it takes truth values, as comparisons give them".formatted(dtype()));
    }
    return ElementOps.apply(self(), Not::new);
  }

  private NDArray unary(UnaryOp op) {
    return ElementOps.apply(
        self(),
        element -> new Unary(op, Promotion.cast(element, Promotion.numeric(element.dtype()))));
  }

  private NDArray function(MathFunction function) {
    return ElementOps.apply(
        self(),
        element ->
            new ArrayExpr.Function(
                function, Promotion.cast(element, Promotion.floating(element.dtype()))));
  }

  private NDArray rounding(MathFunction function) {
    return dtype().isFloating() ? function(function) : self();
  }
}
