package dev.quern.engine.kernel;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Arrow bitmaps as words of 64 rows: bit {@code i & 63} of word {@code i >>> 6} belongs to row
 * {@code i}. These are the helpers that all sides of the kernel contract share.
 */
public final class Bitmaps {

  /**
   * The bitmap of a column without nulls: an empty segment, that every kernel takes for all ones
   * where it takes a validity.
   */
  public static final MemorySegment ALL_VALID = MemorySegment.NULL;

  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private Bitmaps() {}

  /** Bytes of a bitmap of {@code n} rows: whole words. */
  public static long byteSize(long n) {
    return (n + 63) >>> 6 << 3;
  }

  /** Whether {@code bits} is {@link #ALL_VALID}. */
  public static boolean isAllValid(MemorySegment bits) {
    return bits.byteSize() == 0;
  }

  /** The word of rows {@code row} to {@code row + 63}; {@code row} is a multiple of 64. */
  public static long word(MemorySegment bits, int row) {
    return bits.get(WORD, (long) row >>> 3);
  }

  /** {@link #word}, or all ones of {@link #ALL_VALID}. */
  public static long wordOrOnes(MemorySegment bits, int row) {
    return bits.byteSize() == 0 ? -1L : bits.get(WORD, (long) row >>> 3);
  }

  /** Writes the word of rows {@code row} to {@code row + 63}. */
  public static void setWord(MemorySegment bits, int row, long word) {
    bits.set(WORD, (long) row >>> 3, word);
  }

  /**
   * Ones for the rows of the word at {@code row} that are below {@code n}, of which there is one.
   */
  public static long maskBelow(int row, int n) {
    return n - row >= 64 ? -1L : -1L >>> (64 - (n - row));
  }

  /** Whether the row's bit is set; a loop over rows should use words. */
  public static boolean get(MemorySegment bits, long row) {
    return bits.byteSize() == 0
        || (bits.get(ValueLayout.JAVA_BYTE, row >>> 3) >>> (row & 7) & 1) != 0;
  }

  /** Sets the row's bit to {@code value}; a loop over rows should use words. */
  public static void set(MemorySegment bits, long row, boolean value) {
    byte old = bits.get(ValueLayout.JAVA_BYTE, row >>> 3);
    int bit = 1 << (row & 7);
    bits.set(ValueLayout.JAVA_BYTE, row >>> 3, (byte) (value ? old | bit : old & ~bit));
  }

  /** The first row from {@code row} on whose bit is set; {@code n} if none of those below it is. */
  public static int next(MemorySegment bits, int row, int n) {
    if (row >= n) {
      return n;
    }
    int at = row & -64;
    long word = word(bits, at) & -1L << row;
    while (word == 0) {
      at += 64;
      if (at >= n) {
        return n;
      }
      word = word(bits, at);
    }
    return Math.min(n, at + Long.numberOfTrailingZeros(word));
  }
}
