package dev.quern.engine.function.number;

import static dev.quern.engine.function.Parameter.ANY;
import static dev.quern.engine.function.Parameter.INTEGER;
import static dev.quern.engine.function.Parameter.NUMBER;
import static dev.quern.engine.type.DType.BOOL;
import static dev.quern.engine.type.DType.FLOAT64;
import static dev.quern.engine.type.DType.INT32;
import static dev.quern.engine.type.DType.INT64;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * Functions of numbers, in float64 or int64, and of values of any type. What is not defined for a
 * float gives NaN; integers that do not fit are an error.
 */
@SuppressWarnings("ImmutableEnumChecker") // signatures and binders have no state
public enum NumberFunction implements ScalarFunction {
  LOG2(real(), known -> of(x -> Math.log(x) / Math.log(2))),
  ASINH(real(), known -> of(NumberFunction::asinh)),
  ACOSH(real(), known -> of(x -> Math.log(x + Math.sqrt(x * x - 1)))),
  ATANH(real(), known -> of(x -> (Math.log1p(x) - Math.log1p(-x)) / 2)),
  COT(real(), known -> of(x -> 1 / Math.tan(x))),
  DEGREES(real(), known -> of(x -> x * (180 / Math.PI))),
  RADIANS(real(), known -> of(x -> x * (Math.PI / 180))),

  ATAN2(reals(), known -> ofTwo(Math::atan2)),
  HYPOT(reals(), known -> ofTwo(Math::hypot)),
  /** The logarithm of the first to the base of the second. */
  LOG_BASE(reals(), known -> ofTwo((x, base) -> Math.log(x) / Math.log(base))),
  /** The remainder of floats with the sign of the divisor. */
  FLOOR_MOD_REAL(reals(), known -> ofTwo(NumberFunction::floorMod)),

  /** To decimal places, ties away from zero. */
  ROUND_TO(placed(), known -> Roundings.ofFloat(known, Roundings::halfUp)),
  /** To decimal places, ties to the even digit. */
  ROUND_EVEN(placed(), known -> Roundings.ofFloat(known, Math::rint)),
  /** To decimal places, toward zero. */
  TRUNCATE_TO(placed(), known -> Roundings.ofFloat(known, Roundings::truncate)),
  /** An integer to tens and so on: places are 0 or negative. */
  ROUND_INTEGER(integers().failing(), known -> ofIntegers(Roundings::ofInteger)),

  IS_NAN(real().gives(BOOL), known -> test(Double::isNaN)),
  IS_FINITE(real().gives(BOOL), known -> test(Double::isFinite)),
  IS_INFINITE(real().gives(BOOL), known -> test(Double::isInfinite)),

  BIT_AND(integers(), known -> ofIntegers((a, b) -> a & b)),
  BIT_OR(integers(), known -> ofIntegers((a, b) -> a | b)),
  BIT_XOR(integers(), known -> ofIntegers((a, b) -> a ^ b)),
  BIT_NOT(integer(), known -> ofInteger(a -> ~a)),
  BIT_COUNT(integer().gives(INT32), known -> ofInteger(Long::bitCount)),
  SHIFT_LEFT(integers().failing(), known -> Integers::shiftLeft),
  SHIFT_RIGHT(integers().failing(), known -> Integers::shiftRight),
  SHIFT_RIGHT_UNSIGNED(integers().failing(), known -> Integers::shiftRightUnsigned),

  GCD(integers().failing(), known -> Integers::gcd),
  LCM(integers().failing(), known -> Integers::lcm),
  FACTORIAL(integer().failing(), known -> Integers::factorial),
  FLOOR_MOD(integers(), known -> Integers::floorMod),
  FLOOR_DIVIDE(integers().failing(), known -> Integers::floorDivide),

  /** The number of the bucket of (value, low, high, buckets). */
  WIDTH_BUCKET(
      Signature.of(NUMBER, NUMBER, NUMBER, INTEGER).gives(INT64).failing(),
      known -> NumberFunction::widthBucket),

  /** The greatest of values of one type; nulls are left out. */
  GREATEST(Signature.of(ANY).repeating().withNulls(), Extremes::greatest),
  LEAST(Signature.of(ANY).repeating().withNulls(), Extremes::least),
  XXHASH64(Signature.of(ANY).repeating().withNulls().gives(INT64), XxHash64::of);

  private final Signature signature;
  private final Function<Known, RowFunction> binder;

  NumberFunction(Signature signature, Function<Known, RowFunction> binder) {
    this.signature = signature;
    this.binder = binder;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public RowFunction bind(Known known) {
    return binder.apply(known);
  }

  private static Signature real() {
    return Signature.of(NUMBER).gives(FLOAT64);
  }

  private static Signature reals() {
    return Signature.of(NUMBER, NUMBER).gives(FLOAT64);
  }

  private static Signature placed() {
    return Signature.of(NUMBER, INTEGER).gives(FLOAT64);
  }

  private static Signature integer() {
    return Signature.of(INTEGER).gives(INT64);
  }

  private static Signature integers() {
    return Signature.of(INTEGER, INTEGER).gives(INT64);
  }

  private static RowFunction of(DoubleUnaryOperator function) {
    return (in, out) -> out.set(function.applyAsDouble(in.real(0)));
  }

  private static RowFunction ofTwo(DoubleBinaryOperator function) {
    return (in, out) -> out.set(function.applyAsDouble(in.real(0), in.real(1)));
  }

  private static RowFunction ofIntegers(LongBinaryOperator function) {
    return (in, out) -> out.set(function.applyAsLong(in.integer(0), in.integer(1)));
  }

  private static RowFunction ofInteger(LongUnaryOperator function) {
    return (in, out) -> out.set(function.applyAsLong(in.integer(0)));
  }

  private static RowFunction test(DoublePredicate function) {
    return (in, out) -> out.set(function.test(in.real(0)));
  }

  private static void widthBucket(Row in, RowResult out) {
    double value = in.real(0);
    double low = in.real(1);
    double high = in.real(2);
    long buckets = in.integer(3);
    if (buckets < 1 || low == high || !Double.isFinite(low) || !Double.isFinite(high)) {
      throw new ComputeException(
          "%d buckets between %s and %s: there is one at least, of some width"
              .formatted(buckets, low, high));
    }
    boolean rises = low < high;
    if (Double.isNaN(value)) {
      out.setNull();
    } else if (rises ? value < low : value > low) {
      out.set(0L);
    } else if (rises ? value >= high : value <= high) {
      out.set(Math.addExact(buckets, 1));
    } else {
      // Halves, as the distance of two floats may be none.
      double share = (value / 2 - low / 2) / (high / 2 - low / 2);
      out.set(Math.min(buckets, (long) (share * buckets) + 1));
    }
  }

  private static double asinh(double x) {
    double size = Math.abs(x);
    return Math.copySign(Math.log(size + Math.sqrt(size * size + 1)), x);
  }

  private static double floorMod(double x, double divisor) {
    double rest = x % divisor;
    return rest != 0 && (rest < 0) != (divisor < 0) ? rest + divisor : rest;
  }
}
