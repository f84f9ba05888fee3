package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Updates of aggregate states by group number: {@code state[groups[i]] += values[i]} for the rows
 * of a bitmap. Group numbers are INT32 and are checked against the bounds of the state's segment.
 * Rows are taken in order, so float sums depend on the data alone.
 *
 * <p>States are plain arrays, one slot a group, which the caller has set to the neutral value that
 * the method names; an overflow is reported as in {@link ArithmeticKernel}.
 */
public interface GroupKernel {

  /** Adds 1 to the INT64 count of each row's group; neutral 0. */
  void count(MemorySegment groups, MemorySegment rows, MemorySegment counts, int n);

  /** How many of {@code n} rows belong to each of the first {@code count} groups. */
  int[] sizes(MemorySegment groups, int count, int n);

  /** Adds integers to INT64 sums, checked; neutral 0. */
  int sum(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n);

  /**
   * Adds integers to INT64 sums that the caller knows to overflow at no row, in whatever order;
   * neutral 0.
   */
  void sumBounded(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n);

  /** Adds integers to 128-bit sums (low word first), which no input overflows; neutral 0. */
  void sumWide(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n);

  /**
   * Adds decimals of 16 bytes to 128-bit sums, checked at 38 digits; neutral 0. For those of 8
   * bytes there is {@link #sumWide}.
   */
  int sumDecimal(
      MemorySegment values, MemorySegment groups, MemorySegment rows, MemorySegment sums, int n);

  /** Adds floats to FLOAT64 sums; neutral 0.0. */
  void sumFloat(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment sums,
      int n);

  /**
   * Lowers minima, kept in the type of the values; neutral {@link LaneType#maxValue} for integers
   * and NaN, the greatest, for floats.
   */
  void min(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment minima,
      int n);

  /**
   * Raises maxima, kept in the type of the values; neutral {@link LaneType#minValue} for integers
   * and negative infinity for floats.
   */
  void max(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment maxima,
      int n);

  /** Sets the INT64 state to {@code base + i} where it is still negative; neutral -1. */
  void first(MemorySegment groups, MemorySegment rows, long base, MemorySegment firstRows, int n);

  /** Sets the INT64 state to {@code base + i}, always; neutral -1. */
  void last(MemorySegment groups, MemorySegment rows, long base, MemorySegment lastRows, int n);

  /**
   * Welford's update of INT64 counts, FLOAT64 means and FLOAT64 sums of squared deviations; neutral
   * 0 each.
   */
  void moments(
      LaneType type,
      MemorySegment values,
      MemorySegment groups,
      MemorySegment rows,
      MemorySegment counts,
      MemorySegment means,
      MemorySegment deviations,
      int n);
}
