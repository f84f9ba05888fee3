package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Comparison of fixed-width columns to a bitmap. Null slots are compared as they are: the result's
 * validity is the conjunction of the operands'.
 *
 * <p>Floats are ordered totally (NaN equals NaN and is greater than everything, -0.0 equals 0.0) as
 * in DuckDB, Polars and Spark, so a filter, a sort and a join agree about the same rows.
 */
public interface CompareKernel {

  /** The bitmap of {@code left[i] op right[i]}. */
  void compare(
      CompareOp op,
      LaneType type,
      MemorySegment left,
      MemorySegment right,
      MemorySegment out,
      int n);

  /** The bitmap of {@code left[i] op right}, a constant in the form that {@link LaneType} says. */
  void compare(
      CompareOp op, LaneType type, MemorySegment left, long right, MemorySegment out, int n);
}
