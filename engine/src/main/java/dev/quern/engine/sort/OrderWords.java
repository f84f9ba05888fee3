package dev.quern.engine.sort;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Values as signed words that order as the values do, level by level where one word is not enough.
 *
 * <pre>
 *   integers, dates, booleans   the value, of uint64 with the sign turned
 *   floats                      the bits, those below the sign turned over in negative numbers
 *   decimals                    level 0: the high word   level 1: the low word
 *   strings                     level i: bytes 7i to 7i + 6, and how many are left there, at most 8
 * </pre>
 */
final class OrderWords {
  /** Bytes of a string in a word. */
  static final int STRING_BYTES = 7;

  private static final ValueLayout.OfLong BIG_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** In the low byte of a string's word: there is another level. */
  private static final int MORE = STRING_BYTES + 1;

  private OrderWords() {}

  /** The first four bytes of a string. */
  static long viewPrefix(MemorySegment views, int slot) {
    return Integer.toUnsignedLong(Integer.reverseBytes((int) (Slots.low(views, slot) >>> 32)));
  }

  /**
   * Writes the words of {@code level} of rows {@code rows[from]} to {@code rows[to - 1]} of a flat
   * column to the same places of {@code out}. Words of nulls are undefined.
   *
   * @return whether some row goes on at the next level
   */
  static boolean load(
      ColumnVector column, int level, MemorySegment rows, int from, int to, MemorySegment out) {
    DType type = column.type();
    MemorySegment values = column.values();
    if (type.isView()) {
      return strings(column, level, rows, from, to, out);
    }
    if (type.layout() == Layout.BITMAP) {
      for (int i = from; i < to; i++) {
        Slots.setInt64(out, i, Bitmaps.get(values, Slots.int32(rows, i)) ? 1 : 0);
      }
      return false;
    }
    if (type.byteWidth() == 16) {
      for (int i = from; i < to; i++) {
        int row = Slots.int32(rows, i);
        Slots.setInt64(
            out, i, level == 0 ? Slots.high(values, row) : Slots.low(values, row) ^ Long.MIN_VALUE);
      }
      return level == 0;
    }
    if (type.isUnsigned()) {
      unsigned(values, type.byteWidth(), rows, from, to, out);
    } else if (type.isFloating()) {
      floats(values, type.byteWidth(), rows, from, to, out);
    } else {
      integers(values, type.byteWidth(), rows, from, to, out);
    }
    return false;
  }

  private static void floats(
      MemorySegment values, int width, MemorySegment rows, int from, int to, MemorySegment out) {
    for (int i = from; i < to; i++) {
      Slots.setInt64(out, i, OrderedBits.ofFloat(values, width, Slots.int32(rows, i)));
    }
  }

  private static void integers(
      MemorySegment values, int width, MemorySegment rows, int from, int to, MemorySegment out) {
    for (int i = from; i < to; i++) {
      Slots.setInt64(out, i, OrderedBits.ofInteger(values, width, Slots.int32(rows, i)));
    }
  }

  private static void unsigned(
      MemorySegment values, int width, MemorySegment rows, int from, int to, MemorySegment out) {
    for (int i = from; i < to; i++) {
      Slots.setInt64(out, i, OrderedBits.ofUnsigned(values, width, Slots.int32(rows, i)));
    }
  }

  private static boolean strings(
      ColumnVector column, int level, MemorySegment rows, int from, int to, MemorySegment out) {
    MemorySegment views = column.values();
    MemorySegment[] heaps = column.heaps().segments();
    long begin = (long) level * STRING_BYTES;
    boolean more = false;
    for (int i = from; i < to; i++) {
      int row = Slots.int32(rows, i);
      int length = (int) Slots.low(views, row);
      long left = length - begin;
      long word = 0;
      if (left > 0) {
        if (length <= Values.INLINE) {
          word = bytes(views, 16L * row + 4 + begin, left, 16L * row + 16);
        } else {
          long place = Slots.high(views, row);
          MemorySegment heap = heaps[(int) place];
          word = bytes(heap, (place >>> 32) + begin, left, heap.byteSize());
        }
        word = (word & -256L) | Math.min(left, MORE);
        more |= left > STRING_BYTES;
      }
      Slots.setInt64(out, i, word ^ Long.MIN_VALUE);
    }
    return more;
  }

  /** Up to eight bytes at {@code at}, the first one highest, of which {@code left} are meant. */
  private static long bytes(MemorySegment segment, long at, long left, long end) {
    if (at + 8 <= end) {
      long word = segment.get(BIG_LONG, at);
      return left >= 8 ? word : word & (-1L << (64 - 8 * left));
    }
    long word = 0;
    for (int i = 0; i < Math.min(left, 8); i++) {
      word |= (segment.get(ValueLayout.JAVA_BYTE, at + i) & 0xFFL) << (56 - 8 * i);
    }
    return word;
  }
}
