package dev.quern.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Numbers as signed words that order as the numbers do; of floats NaN is the greatest and one only,
 * and -0.0 is 0.0.
 */
public final class OrderedBits {
  private OrderedBits() {}

  /** The word of {@code value}: its bits, those below the sign turned over if it is negative. */
  public static long of(double value) {
    // Adding 0 makes -0.0 a 0.0; doubleToLongBits knows one NaN, the greatest.
    return turned(Double.doubleToLongBits(value + 0.0));
  }

  /** The word of the float at {@code row} of slots of 4 or 8 bytes. */
  public static long ofFloat(MemorySegment values, int width, int row) {
    return of(width == 4 ? Slots.float32(values, row) : Slots.float64(values, row));
  }

  /** The word of the integer at {@code row} of slots of up to 8 bytes: itself. */
  public static long ofInteger(MemorySegment values, int width, int row) {
    return switch (width) {
      case 1 -> Slots.int8(values, row);
      case 2 -> Slots.int16(values, row);
      case 4 -> Slots.int32(values, row);
      default -> Slots.int64(values, row);
    };
  }

  /**
   * The word of the unsigned integer at {@code row}: itself, or of 8 bytes with the sign turned.
   */
  public static long ofUnsigned(MemorySegment values, int width, int row) {
    long value = Slots.unsigned(values, width, row);
    return width == Long.BYTES ? ofUnsigned(value) : value;
  }

  /** The word of a UINT64, and the UINT64 of a word. */
  public static long ofUnsigned(long value) {
    return value ^ Long.MIN_VALUE;
  }

  /** The value whose word is {@code word}. */
  public static double toDouble(long word) {
    return Double.longBitsToDouble(turned(word));
  }

  private static long turned(long bits) {
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }
}
