package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Arithmetic on decimals: integers of 8 or 16 bytes ({@link Decimals}) that the column's scale
 * turns into decimals. Kernels know the integers only: operands of {@link #add} and {@link
 * #compare} have been brought to one scale before ({@link #rescale}).
 *
 * <p>A result of more than {@code precision} digits (1 to 38) is an overflow and is reported as in
 * {@link ArithmeticKernel}; its slots are as wide as that precision needs. Where operands and
 * result take 8 bytes, the kernels of INT64 do as well and are faster. Constants are passed as
 * their two words.
 */
public interface DecimalKernel {

  /** {@code out[i] = left[i] + right[i]}. */
  int add(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n);

  /** {@code out[i] = left[i] - right[i]}. */
  int subtract(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n);

  /** {@code out[i] = left[i] * right[i]}; the scales add up. */
  int multiply(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n);

  /**
   * {@code out[i] = left[i] * 10^shift / right[i]}, rounded half up (away from zero). A row with
   * divisor 0 gives 0 and no error, as in {@link ArithmeticKernel}. Exact, and an order of
   * magnitude dearer than multiplication.
   */
  int divide(
      Decimals left,
      Decimals right,
      MemorySegment valid,
      int shift,
      int precision,
      MemorySegment out,
      int n);

  /**
   * {@code out[i] = left[i] % right[i]} of operands of one scale, with the sign of the left one. A
   * row with divisor 0 gives 0 and no error.
   */
  int remainder(
      Decimals left, Decimals right, MemorySegment valid, int precision, MemorySegment out, int n);

  /** {@code out[i] = op(in[i])}; SIGN gives the integers -1, 0 and 1. */
  void apply(UnaryOp op, Decimals in, Decimals out, int n);

  /** The bitmap of {@code left[i] op right[i]}. */
  void compare(CompareOp op, Decimals left, Decimals right, MemorySegment out, int n);

  /** The bitmap of {@code left[i] op (high, low)}. */
  void compare(CompareOp op, Decimals left, long high, long low, MemorySegment out, int n);

  /**
   * {@code out[i] = in[i] * 10^shift}, where a negative shift divides and rounds half up (away from
   * zero); {@code shift} is within -38..38.
   */
  int rescale(Decimals in, MemorySegment valid, int shift, int precision, MemorySegment out, int n);

  /** {@code out[i] = in[i] * 10^shift} of an integer or floating column; floats round half up. */
  int fromLane(
      LaneType from,
      MemorySegment in,
      MemorySegment valid,
      int shift,
      int precision,
      MemorySegment out,
      int n);

  /**
   * {@code out[i] = in[i] / 10^scale} as a lane type: an integer is truncated toward zero and
   * checked, a float is within 2 ulp of the exact value.
   */
  int toLane(LaneType to, Decimals in, MemorySegment valid, int scale, MemorySegment out, int n);

  /**
   * The low words of decimals of 16 bytes in 8; returns whether they are the numbers, those under
   * nulls included.
   */
  boolean narrow(Decimals in, MemorySegment out, int n);

  /** Adds the valid values to {@code sum}. */
  void sum(Decimals in, MemorySegment valid, int n, Int128 sum);

  /** The row of the least valid value, the first of equals, or {@link Kernels#NONE}. */
  int argMin(Decimals in, MemorySegment valid, int n);

  /** The row of the greatest valid value, the first of equals, or {@link Kernels#NONE}. */
  int argMax(Decimals in, MemorySegment valid, int n);
}
