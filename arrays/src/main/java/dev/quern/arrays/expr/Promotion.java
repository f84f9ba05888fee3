package dev.quern.arrays.expr;

import dev.quern.arrays.expr.ArrayExpr.Cast;
import dev.quern.arrays.expr.ArrayExpr.Constant;
import dev.quern.engine.PlanException;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.type.DType;

/**
 * Which type an operation on arrays of two types is done in: NumPy's table for the types there are.
 *
 * <pre>
 *             int8     int16    int32    int64    float32  float64
 *   bool      int8     int16    int32    int64    float32  float64
 *   int8      int8     int16    int32    int64    float32  float64
 *   int16              int16    int32    int64    float32  float64
 *   int32                       int32    int64    float64  float64
 *   int64                                int64    float64  float64
 *   float32                                       float32  float64
 * </pre>
 *
 * <p>A number without an array takes the array's type: an integer that of any numeric array which
 * holds it, a float that of any floating array and FLOAT64 beside integers.
 */
public final class Promotion {
  private Promotion() {}

  /** The type that both convert to without surprise. */
  public static DType promote(DType a, DType b) {
    if (a.equals(b)) {
      return a;
    }
    if (a == DType.BOOL || b == DType.BOOL) {
      return a == DType.BOOL ? b : a;
    }
    if (a.isFloating() == b.isFloating()) {
      return a.byteWidth() >= b.byteWidth() ? a : b;
    }
    DType integer = a.isFloating() ? b : a;
    DType floating = a.isFloating() ? a : b;
    // A float32 holds every int16, but not every int32.
    return integer.byteWidth() <= 2 ? floating : DType.FLOAT64;
  }

  /**
   * {@code dtype}, which elements of an array are to have.
   *
   * @throws PlanException when there are no such arrays
   */
  public static DType element(DType dtype) {
    if (dtype == DType.BOOL || dtype.isInteger() || dtype.isFloating()) {
      return dtype;
    }
    DType cure = dev.quern.engine.type.Promotion.signed(dtype);
    throw new PlanException(
        "an array cannot hold %s: ask for %s"
            .formatted(dtype, cure.isInteger() ? cure : DType.FLOAT64));
  }

  /** The type that numbers are computed in: truth values count as INT64. */
  public static DType numeric(DType dtype) {
    return dtype == DType.BOOL ? DType.INT64 : dtype;
  }

  /** The floating type that functions such as a root take {@code dtype} as. */
  public static DType floating(DType dtype) {
    return dtype.isFloating() ? dtype : DType.FLOAT64;
  }

  /** {@code expr} as {@code dtype}: itself, a converted constant or a cast. */
  public static ArrayExpr cast(ArrayExpr expr, DType dtype) {
    if (expr.dtype().equals(dtype)) {
      return expr;
    }
    return new Cast(expr, dtype);
  }

  /**
   * The integer {@code value} beside an array of {@code beside}.
   *
   * @throws PlanException when an integer array cannot hold it
   */
  public static Constant constant(long value, DType beside) {
    DType dtype = numeric(beside);
    if (dtype.isFloating()) {
      return new Constant(dtype, Lanes.of(dtype).bits((double) value));
    }
    if (value < Lanes.of(dtype).minValue() || value > Lanes.of(dtype).maxValue()) {
      throw new PlanException(
          "%d does not fit %s: convert the array first, with cast(INT64)".formatted(value, dtype));
    }
    return new Constant(dtype, value);
  }

  /** The float {@code value} beside an array of {@code beside}. */
  public static Constant constant(double value, DType beside) {
    DType dtype = floating(beside);
    return new Constant(dtype, Lanes.of(dtype).bits(value));
  }
}
