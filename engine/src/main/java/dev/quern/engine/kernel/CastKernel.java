package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Conversions between fixed-width types, checked: the first valid row whose value does not fit is
 * returned, {@link Kernels#NONE} when all fit. Decimals are converted by {@link DecimalKernel}.
 */
public interface CastKernel {

  /**
   * Converts between numeric types.
   *
   * <p>An integer fits an integer type within its range, and always a float (rounded to nearest). A
   * float is truncated toward zero as Java, NumPy, Polars and Spark do (round first for another
   * rule) and does not fit when it is NaN or the whole part is out of range. A finite FLOAT64 that
   * rounds to an infinite FLOAT32 does not fit.
   */
  int cast(
      LaneType from, LaneType to, MemorySegment in, MemorySegment valid, MemorySegment out, int n);

  /** A bitmap as numbers 0 and 1. */
  void fromBits(LaneType to, MemorySegment bits, MemorySegment out, int n);

  /**
   * {@code out[i] = in[i] * factor} of INT64, checked: a timestamp in a finer unit.
   *
   * @param factor at least 1
   */
  int multiplyInt64(MemorySegment in, MemorySegment valid, long factor, MemorySegment out, int n);

  /**
   * {@code out[i] = floor(in[i] / divisor)} of INT64: a timestamp in a coarser unit.
   *
   * @param divisor at least 1
   */
  void floorDivideInt64(MemorySegment in, long divisor, MemorySegment out, int n);

  /** Days (INT32) to ticks at midnight (INT64), checked. */
  int daysToTicks(
      MemorySegment days, MemorySegment valid, long ticksPerDay, MemorySegment out, int n);

  /** Ticks (INT64) to the day they fall on (INT32), checked. */
  int ticksToDays(
      MemorySegment ticks, MemorySegment valid, long ticksPerDay, MemorySegment out, int n);
}
