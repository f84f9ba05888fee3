package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Reductions of a fixed-width column to one value over the rows of a bitmap: the validity, or its
 * conjunction with a filter ({@link LogicKernel#and}). Counting is {@link LogicKernel#popCount}.
 *
 * <p>Float sums do not depend on the machine: rows are cut into blocks of {@value #SUM_BLOCK}, a
 * block is summed in {@value #SUM_STRIPES} fixed stripes (row {@code i} belongs to stripe {@code i
 * mod 32}) that fold pairwise, and the blocks' sums are added pairwise. Both twins and every lane
 * width agree bit for bit, and the error grows with the logarithm of the count.
 */
public interface ReduceKernel {

  /** Stripes of a float sum. */
  int SUM_STRIPES = 32;

  /** Rows of a block of a float sum. */
  int SUM_BLOCK = 1024;

  /** Adds the sum of an integer column, which is not UINT64, to {@code sum}, exactly. */
  void sum(LaneType type, MemorySegment values, MemorySegment rows, int n, Int128 sum);

  /** The sum of a floating column, in FLOAT64; 0.0 of no rows. */
  double sumFloat(LaneType type, MemorySegment values, MemorySegment rows, int n);

  /** The least value of an integer column; {@link Long#MAX_VALUE} of no rows, -1 if UINT64. */
  long min(LaneType type, MemorySegment values, MemorySegment rows, int n);

  /** The greatest value of an integer column; {@link Long#MIN_VALUE} of no rows, 0 if UINT64. */
  long max(LaneType type, MemorySegment values, MemorySegment rows, int n);

  /** The least value of a floating column: NaN only if all are, or of no rows. */
  double minFloat(LaneType type, MemorySegment values, MemorySegment rows, int n);

  /** The greatest value of a floating column: NaN if any is; negative infinity of no rows. */
  double maxFloat(LaneType type, MemorySegment values, MemorySegment rows, int n);

  /** The row of the least value, the first of equals, or {@link Kernels#NONE} of no rows. */
  int argMin(LaneType type, MemorySegment values, MemorySegment rows, int n);

  /** The row of the greatest value, the first of equals, or {@link Kernels#NONE} of no rows. */
  int argMax(LaneType type, MemorySegment values, MemorySegment rows, int n);

  /**
   * Adds count, mean and sum of squared deviations of a column to {@code moments}. The rows of one
   * call are taken in two passes (sum, then deviations), so call it per morsel that is in cache.
   */
  void moments(LaneType type, MemorySegment values, MemorySegment rows, int n, Moments moments);
}
