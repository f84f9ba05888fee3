package dev.quern.dataframes;

import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Numbers;
import dev.quern.engine.function.number.NumberFunction;
import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.MathFunction;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Schema;
import java.math.RoundingMode;

/**
 * Functions of a column of numbers: the part of {@link Column} they make up. Where nothing else is
 * said, floats and everything else are computed in float64, and what is not defined is NaN.
 */
public abstract sealed class ColumnNumbers permits Column {
  ColumnNumbers() {}

  abstract Expr bind(Schema schema);

  abstract Column self();

  /** The absolute value. */
  public Column abs() {
    return Column.computed(schema -> Exprs.unary(UnaryOp.ABS, bind(schema)));
  }

  /** -1, 0 or 1, of the same type; of a decimal as int32, of a duration as int64. */
  public Column sign() {
    return Column.computed(schema -> Exprs.unary(UnaryOp.SIGN, bind(schema)));
  }

  /** Raised to a power, in float64. */
  public Column pow(Object exponent) {
    Column right = Column.of(exponent);
    return Column.computed(schema -> Exprs.power(bind(schema), right.bind(schema)));
  }

  /** Square root. */
  public Column sqrt() {
    return math(MathFunction.SQRT);
  }

  /** Cube root. */
  public Column cbrt() {
    return math(MathFunction.CBRT);
  }

  /** The exponential. */
  public Column exp() {
    return math(MathFunction.EXP);
  }

  /** The exponential less 1, exact near 0. */
  public Column expm1() {
    return math(MathFunction.EXPM1);
  }

  /** Natural logarithm. */
  public Column log() {
    return math(MathFunction.LOG);
  }

  /** The natural logarithm of 1 and the value, exact near 0. */
  public Column log1p() {
    return math(MathFunction.LOG1P);
  }

  /** The logarithm to base 10. */
  public Column log10() {
    return math(MathFunction.LOG10);
  }

  /** The logarithm to base 2. */
  public Column log2() {
    return Column.call(NumberFunction.LOG2, self());
  }

  /** The logarithm to {@code base}. */
  public Column log(Object base) {
    return Column.call(NumberFunction.LOG_BASE, self(), base);
  }

  /** The sine of radians. */
  public Column sin() {
    return math(MathFunction.SIN);
  }

  /** The cosine of radians. */
  public Column cos() {
    return math(MathFunction.COS);
  }

  /** The tangent of radians. */
  public Column tan() {
    return math(MathFunction.TAN);
  }

  /** The arc sine, in radians. */
  public Column asin() {
    return math(MathFunction.ASIN);
  }

  /** The arc cosine, in radians. */
  public Column acos() {
    return math(MathFunction.ACOS);
  }

  /** The arc tangent, in radians. */
  public Column atan() {
    return math(MathFunction.ATAN);
  }

  /** The hyperbolic sine. */
  public Column sinh() {
    return math(MathFunction.SINH);
  }

  /** The hyperbolic cosine. */
  public Column cosh() {
    return math(MathFunction.COSH);
  }

  /** The hyperbolic tangent. */
  public Column tanh() {
    return math(MathFunction.TANH);
  }

  /** The inverse hyperbolic sine. */
  public Column asinh() {
    return Column.call(NumberFunction.ASINH, self());
  }

  /** The inverse hyperbolic cosine. */
  public Column acosh() {
    return Column.call(NumberFunction.ACOSH, self());
  }

  /** The inverse hyperbolic tangent. */
  public Column atanh() {
    return Column.call(NumberFunction.ATANH, self());
  }

  /** The cotangent of radians. */
  public Column cot() {
    return Column.call(NumberFunction.COT, self());
  }

  /** The angle of the point of which this is y, in radians. */
  public Column atan2(Object x) {
    return Column.call(NumberFunction.ATAN2, self(), x);
  }

  /** The length of the hypotenuse. */
  public Column hypot(Object other) {
    return Column.call(NumberFunction.HYPOT, self(), other);
  }

  /** Radians in degrees. */
  public Column degrees() {
    return Column.call(NumberFunction.DEGREES, self());
  }

  /** Degrees in radians. */
  public Column radians() {
    return Column.call(NumberFunction.RADIANS, self());
  }

  // Rounding

  /** The greatest whole number not above: a decimal of a decimal, and else a float. */
  public Column floor() {
    return whole(MathFunction.FLOOR, RoundingMode.FLOOR);
  }

  /** The least whole number not below: a decimal of a decimal, and else a float. */
  public Column ceil() {
    return whole(MathFunction.CEIL, RoundingMode.CEILING);
  }

  /** The nearest whole number, ties to even: a decimal of a decimal, and else a float. */
  public Column round() {
    return whole(MathFunction.ROUND, RoundingMode.HALF_EVEN);
  }

  /** Without what stands behind the point: a decimal of a decimal, and else a float. */
  public Column trunc() {
    return whole(MathFunction.TRUNCATE, RoundingMode.DOWN);
  }

  private Column whole(MathFunction ofFloat, RoundingMode mode) {
    return Column.computed(schema -> Numbers.whole(ofFloat, mode, bind(schema)));
  }

  /**
   * To so many decimal places, ties away from zero as in SQL: a float as a float (in binary, so
   * 2.675 may go down), a decimal as a decimal of so many places, an integer as it is. Negative
   * places round to tens, hundreds and so on.
   */
  public Column round(int places) {
    return rounded(NumberFunction.ROUND_TO, places);
  }

  /** To so many decimal places as {@link #round(int)}, but ties to the even digit. */
  public Column roundEven(int places) {
    return rounded(NumberFunction.ROUND_EVEN, places);
  }

  /** To so many decimal places, toward zero: a decimal of a decimal, and else a float. */
  public Column trunc(int places) {
    return Column.computed(
        schema -> {
          Expr number = bind(schema);
          return number.type() instanceof DecimalType
              ? Numbers.round(NumberFunction.TRUNCATE_TO, number, places)
              : Calls.of(NumberFunction.TRUNCATE_TO, number, Exprs.literal((long) places));
        });
  }

  /**
   * At least {@code low} and at most {@code high}, of numbers, dates, times or durations; null if
   * one of the three is.
   */
  public Column clip(Object low, Object high) {
    Column least = Column.of(low);
    Column most = Column.of(high);
    return Column.computed(
        schema ->
            Exprs.arithmetic(
                ArithmeticOp.MIN,
                Exprs.arithmetic(ArithmeticOp.MAX, bind(schema), least.bind(schema)),
                most.bind(schema)));
  }

  /**
   * The range that a number, a date or a timestamp is in, as a categorical of the names of the
   * ranges: {@code cut(Cut.at(0, 18, 65).labels("minor", "adult"))}. Null where it is null or NaN,
   * or in none of them.
   */
  public Column cut(Cut ranges) {
    return Column.computed(schema -> ranges.of(bind(schema)));
  }

  /**
   * The number of the bucket, from 1, of {@code buckets} of equal width between {@code low} and
   * {@code high} (WIDTH_BUCKET in SQL): a bucket holds its lower border, 0 is below all and {@code
   * buckets} and 1 above. If {@code high} is lower, buckets go down from {@code low}. Null where a
   * value is null or NaN; int64.
   */
  public Column widthBucket(Object low, Object high, Object buckets) {
    return Column.call(NumberFunction.WIDTH_BUCKET, self(), low, high, buckets);
  }

  /** A function of the number that kernels know. */
  public Column math(MathFunction function) {
    return Column.computed(schema -> Exprs.math(function, bind(schema)));
  }

  // Tests

  /** Whether it is NaN. */
  public Column isNan() {
    return Column.call(NumberFunction.IS_NAN, self());
  }

  /** The value, or {@code other} where it is NaN; null stays null. */
  public Column fillNan(Object other) {
    return Frames.when(isNan()).then(other).otherwise(self());
  }

  /** Whether it is neither NaN nor an infinity. */
  public Column isFinite() {
    return Column.call(NumberFunction.IS_FINITE, self());
  }

  /** Whether it is an infinity. */
  public Column isInfinite() {
    return Column.call(NumberFunction.IS_INFINITE, self());
  }

  // Integers, in int64, which a uint64 must fit

  /** The bits that both have. */
  public Column bitAnd(Object other) {
    return Column.call(NumberFunction.BIT_AND, self(), other);
  }

  /** The bits that either has. */
  public Column bitOr(Object other) {
    return Column.call(NumberFunction.BIT_OR, self(), other);
  }

  /** The bits that one of the two has. */
  public Column bitXor(Object other) {
    return Column.call(NumberFunction.BIT_XOR, self(), other);
  }

  /** The bits that it has not. */
  public Column bitNot() {
    return Column.call(NumberFunction.BIT_NOT, self());
  }

  /** How many bits of the int64 are set, int32. */
  public Column bitCount() {
    return Column.call(NumberFunction.BIT_COUNT, self());
  }

  /** Shifted to the left; by 64 or more, 0. */
  public Column shiftLeft(Object bits) {
    return Column.call(NumberFunction.SHIFT_LEFT, self(), bits);
  }

  /** Shifted to the right, with the sign. */
  public Column shiftRight(Object bits) {
    return Column.call(NumberFunction.SHIFT_RIGHT, self(), bits);
  }

  /** Shifted to the right, with zeros. */
  public Column shiftRightUnsigned(Object bits) {
    return Column.call(NumberFunction.SHIFT_RIGHT_UNSIGNED, self(), bits);
  }

  /** The greatest common divisor, not negative. */
  public Column gcd(Object other) {
    return Column.call(NumberFunction.GCD, self(), other);
  }

  /** The least common multiple, not negative; an error if it does not fit. */
  public Column lcm(Object other) {
    return Column.call(NumberFunction.LCM, self(), other);
  }

  /** The factorial of 0 to 20; of others an error. */
  public Column factorial() {
    return Column.call(NumberFunction.FACTORIAL, self());
  }

  /** The quotient of integers rounded down; null where the divisor is 0. */
  public Column floorDivide(Object divisor) {
    return Column.call(NumberFunction.FLOOR_DIVIDE, self(), divisor);
  }

  /** The remainder with the sign of the divisor; null where an integer divisor is 0. */
  public Column floorMod(Object divisor) {
    Column right = Column.of(divisor);
    return Column.computed(schema -> Numbers.floorMod(bind(schema), right.bind(schema)));
  }

  /** The integer in hexadecimal digits, of two's complement if negative. */
  public Column toHex() {
    return Column.call(TextFunction.TO_HEX, self());
  }

  /** The integer in binary digits, of two's complement if negative. */
  public Column toBinary() {
    return Column.call(TextFunction.TO_BINARY, self());
  }

  private Column rounded(NumberFunction function, int places) {
    return Column.computed(schema -> Numbers.round(function, bind(schema), places));
  }
}
