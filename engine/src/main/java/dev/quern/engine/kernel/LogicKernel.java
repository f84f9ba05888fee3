package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Boolean algebra on bitmaps, 64 rows a word. Any input may be {@link Bitmaps#ALL_VALID}, which
 * stands for all ones; an output is always written.
 */
public interface LogicKernel {

  /** {@code out = left & right}. */
  void and(MemorySegment left, MemorySegment right, MemorySegment out, int n);

  /** {@code out = left | right}. */
  void or(MemorySegment left, MemorySegment right, MemorySegment out, int n);

  /** {@code out = left ^ right}; inequality of booleans. */
  void xor(MemorySegment left, MemorySegment right, MemorySegment out, int n);

  /** {@code out = left & ~right}. */
  void andNot(MemorySegment left, MemorySegment right, MemorySegment out, int n);

  /** {@code out = ~in}; SQL's NOT too, whose validity is its operand's. */
  void not(MemorySegment in, MemorySegment out, int n);

  /**
   * SQL's three-valued AND: false if either side is false, else null if either is null. Values and
   * validity of the result go to two bitmaps; the value of a null row is 0.
   */
  void kleeneAnd(
      MemorySegment left,
      MemorySegment leftValid,
      MemorySegment right,
      MemorySegment rightValid,
      MemorySegment out,
      MemorySegment outValid,
      int n);

  /** SQL's three-valued OR: true if either side is true, else null if either is null. */
  void kleeneOr(
      MemorySegment left,
      MemorySegment leftValid,
      MemorySegment right,
      MemorySegment rightValid,
      MemorySegment out,
      MemorySegment outValid,
      int n);

  /** The number of ones. */
  int popCount(MemorySegment bits, int n);

  /** The number of rows that are one in both. */
  int popCountAnd(MemorySegment left, MemorySegment right, int n);

  /** The first one's row, or {@link Kernels#NONE}. */
  int firstSet(MemorySegment bits, int n);

  /** The last one's row, or {@link Kernels#NONE}. */
  int lastSet(MemorySegment bits, int n);

  /** Sets all rows to {@code value}. */
  void fill(boolean value, MemorySegment out, int n);

  /**
   * Copies {@code n} bits from bit {@code from} of {@code source} to bit {@code to} of {@code
   * target}, and leaves the target's other bits as they are: to cut a column at any row, and to
   * append one behind another. Source and target do not overlap.
   */
  void copy(MemorySegment source, long from, MemorySegment target, long to, int n);

  /** One byte a row, 0 or 1. */
  void toBytes(MemorySegment bits, MemorySegment out, int n);

  /** The bitmap of the bytes that are not 0. */
  void fromBytes(MemorySegment bytes, MemorySegment out, int n);
}
