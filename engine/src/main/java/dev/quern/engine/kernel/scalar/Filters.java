package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * Filtering of slots by the bits of one word, per width: whole words are copied, others are walked
 * from one set bit to the next.
 */
final class Filters {

  private Filters() {}

  /** Appends the chosen slots of rows {@code from}, a multiple of 64, and up; returns the end. */
  static int filter(
      int width,
      MemorySegment values,
      MemorySegment bits,
      MemorySegment out,
      int from,
      int to,
      int at) {
    int end = at;
    for (int row = from; row < to; row += 64) {
      long word = Bitmaps.word(bits, row) & Bitmaps.maskBelow(row, to);
      if (word == -1L) {
        MemorySegment.copy(values, (long) row * width, out, (long) end * width, 64L * width);
      } else if (word != 0) {
        word(width, values, word, row, out, end);
      }
      end += Long.bitCount(word);
    }
    return end;
  }

  private static void word(
      int width, MemorySegment values, long word, int row, MemorySegment out, int at) {
    switch (width) {
      case 1 -> word1(values, word, row, out, at);
      case 2 -> word2(values, word, row, out, at);
      case 4 -> word4(values, word, row, out, at);
      case 8 -> word8(values, word, row, out, at);
      case 16 -> word16(values, word, row, out, at);
      default -> throw new IllegalArgumentException("no slot is " + width + " bytes wide");
    }
  }

  private static void word1(MemorySegment values, long word, int row, MemorySegment out, int at) {
    int end = at;
    for (long rest = word; rest != 0; rest &= rest - 1) {
      Slots.setInt8(out, end++, Slots.int8(values, row + Long.numberOfTrailingZeros(rest)));
    }
  }

  private static void word2(MemorySegment values, long word, int row, MemorySegment out, int at) {
    int end = at;
    for (long rest = word; rest != 0; rest &= rest - 1) {
      Slots.setInt16(out, end++, Slots.int16(values, row + Long.numberOfTrailingZeros(rest)));
    }
  }

  private static void word4(MemorySegment values, long word, int row, MemorySegment out, int at) {
    int end = at;
    for (long rest = word; rest != 0; rest &= rest - 1) {
      Slots.setInt32(out, end++, Slots.int32(values, row + Long.numberOfTrailingZeros(rest)));
    }
  }

  private static void word8(MemorySegment values, long word, int row, MemorySegment out, int at) {
    int end = at;
    for (long rest = word; rest != 0; rest &= rest - 1) {
      Slots.setInt64(out, end++, Slots.int64(values, row + Long.numberOfTrailingZeros(rest)));
    }
  }

  private static void word16(MemorySegment values, long word, int row, MemorySegment out, int at) {
    int end = at;
    for (long rest = word; rest != 0; rest &= rest - 1) {
      int i = row + Long.numberOfTrailingZeros(rest);
      Slots.setWide(out, end++, Slots.high(values, i), Slots.low(values, i));
    }
  }
}
