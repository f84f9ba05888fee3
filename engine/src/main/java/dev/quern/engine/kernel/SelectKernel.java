package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Choosing and moving rows: by bitmap (filter), by row numbers (take, scatter), between two columns
 * (blend). {@code width} is the slot's size in bytes: 1, 2, 4, 8 or 16. Row numbers are INT32 and
 * are checked against the bounds of the segment they address.
 */
public interface SelectKernel {

  /**
   * The numbers of the rows whose bit is set, ascending; returns how many. {@code out} has room for
   * {@code n} row numbers, of which those past the count are unspecified.
   */
  int toSelection(MemorySegment bits, MemorySegment out, int n);

  /**
   * The slots whose bit is set, in order; returns how many. {@code out} has room for {@code n}
   * slots, of which those past the count are unspecified.
   */
  int filter(int width, MemorySegment values, MemorySegment bits, MemorySegment out, int n);

  /** {@link #filter} of a bitmap: the bits of {@code values} where {@code bits} is one. */
  int filterBits(MemorySegment values, MemorySegment bits, MemorySegment out, int n);

  /** {@code out[i] = values[rows[i]]}. */
  void take(int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n);

  /** {@link #take} in which a negative row number, as an outer join makes, gives zero. */
  void takeOrZero(int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n);

  /** {@link #take} of a bitmap, {@link Bitmaps#ALL_VALID} included. */
  void takeBits(MemorySegment bits, MemorySegment rows, MemorySegment out, int n);

  /** {@link #takeBits} in which a negative row number gives zero: the validity of an outer join. */
  void takeBitsOrZero(MemorySegment bits, MemorySegment rows, MemorySegment out, int n);

  /** {@code out[rows[i]] = values[i]}, in order, so the last of equal row numbers stays. */
  void scatter(int width, MemorySegment values, MemorySegment rows, MemorySegment out, int n);

  /** {@code out[i] = bits[i] ? then[i] : otherwise[i]}. */
  void blend(
      int width,
      MemorySegment bits,
      MemorySegment then,
      MemorySegment otherwise,
      MemorySegment out,
      int n);

  /** Sets all slots to the constant whose low and high words are given; narrow slots use low. */
  void fill(int width, long low, long high, MemorySegment out, int n);

  /** {@code out[i] = start + i * step}; {@code type} is INT32, INT64 or FLOAT64, integers wrap. */
  void iota(LaneType type, long start, long step, MemorySegment out, int n);
}
