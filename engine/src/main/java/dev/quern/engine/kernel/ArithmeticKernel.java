package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Element-wise arithmetic on fixed-width columns: {@code out[i] = left[i] op right[i]}.
 *
 * <p>Integers are checked: the first valid row whose result does not fit the type is returned, and
 * {@link Kernels#NONE} when all fit. Floats follow IEEE 754 and always return {@code NONE}. For
 * integer {@link ArithmeticOp#DIVIDE} and {@link ArithmeticOp#REMAINDER} a row with divisor 0 gives
 * 0 and no error; SQL wants null there, so the caller takes those rows out of the validity ({@code
 * CompareKernel.compare(NE, type, divisor, 0, ...)}). Unsigned integers are not computed with: they
 * are widened before.
 *
 * <p>Cost: one pass; integer multiplication of INT64 and integer division are several times dearer
 * than the rest.
 */
public interface ArithmeticKernel {

  /** Column with column. */
  int apply(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      MemorySegment valid,
      MemorySegment out,
      int n);

  /** Column with the constant {@code right} (see {@link LaneType} for its form). */
  int apply(
      ArithmeticOp op,
      LaneType type,
      MemorySegment left,
      long right,
      MemorySegment valid,
      MemorySegment out,
      int n);

  /** The constant {@code left} with column. */
  int apply(
      ArithmeticOp op,
      LaneType type,
      long left,
      MemorySegment right,
      MemorySegment valid,
      MemorySegment out,
      int n);

  /**
   * {@code out[i] = op(in[i])}; the negation and the absolute value of the smallest integer do not
   * fit and are reported as in {@link #apply}.
   */
  int apply(
      UnaryOp op, LaneType type, MemorySegment in, MemorySegment valid, MemorySegment out, int n);
}
