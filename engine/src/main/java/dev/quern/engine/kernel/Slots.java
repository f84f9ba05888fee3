package dev.quern.engine.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Slots of fixed-width columns by row: little endian, at any alignment, bounds checked. What the
 * kernels' plain loops are written with.
 */
public final class Slots {

  public static final ValueLayout.OfByte INT8 = ValueLayout.JAVA_BYTE;
  public static final ValueLayout.OfShort INT16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  public static final ValueLayout.OfInt INT32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  public static final ValueLayout.OfLong INT64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
  public static final ValueLayout.OfFloat FLOAT32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  public static final ValueLayout.OfDouble FLOAT64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private Slots() {}

  /** The INT8 at {@code row}. */
  public static byte int8(MemorySegment values, int row) {
    return values.get(INT8, row);
  }

  /** The INT16 at {@code row}. */
  public static short int16(MemorySegment values, int row) {
    return values.get(INT16, (long) row << 1);
  }

  /** The INT32 at {@code row}. */
  public static int int32(MemorySegment values, int row) {
    return values.get(INT32, (long) row << 2);
  }

  /** The INT64 at {@code row}. */
  public static long int64(MemorySegment values, int row) {
    return values.get(INT64, (long) row << 3);
  }

  /** The FLOAT32 at {@code row}. */
  public static float float32(MemorySegment values, int row) {
    return values.get(FLOAT32, (long) row << 2);
  }

  /** The FLOAT64 at {@code row}. */
  public static double float64(MemorySegment values, int row) {
    return values.get(FLOAT64, (long) row << 3);
  }

  /** The UINT8, UINT16 or UINT32 at {@code row}, or the 64 bits of a UINT64, by its width. */
  public static long unsigned(MemorySegment values, int width, int row) {
    return switch (width) {
      case 1 -> Byte.toUnsignedLong(int8(values, row));
      case 2 -> Short.toUnsignedLong(int16(values, row));
      case 4 -> Integer.toUnsignedLong(int32(values, row));
      default -> int64(values, row);
    };
  }

  /** The double that is nearest to an unsigned word. */
  public static double unsignedToDouble(long word) {
    // Of large ones half: the bit that is lost still decides how it is rounded.
    return word >= 0 ? word : ((word >>> 1) | (word & 1)) * 2.0;
  }

  /** The low word of the 16-byte slot at {@code row}. */
  public static long low(MemorySegment values, int row) {
    return values.get(INT64, (long) row << 4);
  }

  /** The high word of the 16-byte slot at {@code row}. */
  public static long high(MemorySegment values, int row) {
    return values.get(INT64, ((long) row << 4) + 8);
  }

  /** Sets the INT8 at {@code row}. */
  public static void setInt8(MemorySegment values, int row, byte value) {
    values.set(INT8, row, value);
  }

  /** Sets the INT16 at {@code row}. */
  public static void setInt16(MemorySegment values, int row, short value) {
    values.set(INT16, (long) row << 1, value);
  }

  /** Sets the INT32 at {@code row}. */
  public static void setInt32(MemorySegment values, int row, int value) {
    values.set(INT32, (long) row << 2, value);
  }

  /** Sets the INT64 at {@code row}. */
  public static void setInt64(MemorySegment values, int row, long value) {
    values.set(INT64, (long) row << 3, value);
  }

  /** Sets the FLOAT32 at {@code row}. */
  public static void setFloat32(MemorySegment values, int row, float value) {
    values.set(FLOAT32, (long) row << 2, value);
  }

  /** Sets the FLOAT64 at {@code row}. */
  public static void setFloat64(MemorySegment values, int row, double value) {
    values.set(FLOAT64, (long) row << 3, value);
  }

  /** Sets both words of the 16-byte slot at {@code row}. */
  public static void setWide(MemorySegment values, int row, long high, long low) {
    values.set(INT64, (long) row << 4, low);
    values.set(INT64, ((long) row << 4) + 8, high);
  }
}
