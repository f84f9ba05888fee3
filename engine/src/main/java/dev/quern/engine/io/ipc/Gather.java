package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Values by their codes: how a dictionary-encoded column becomes a flat one. */
final class Gather {
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private Gather() {}

  /**
   * The slots (values, bits or views) of {@code dictionary} that {@code codes} name, owned by the
   * caller; zeros where the dictionary is empty.
   */
  static NativeBuffer slots(
      ColumnVector dictionary, MemorySegment codes, int rows, MemoryBudget budget) {
    boolean bits = dictionary.type().layout() == Layout.BITMAP;
    int width = dictionary.type().byteWidth();
    NativeBuffer gathered = budget.allocateZeroed(bits ? (rows + 7L) / 8 : (long) width * rows);
    if (dictionary.length() > 0) {
      MemorySegment from = dictionary.values();
      MemorySegment to = gathered.segment();
      switch (width) {
        case 0 -> bits(from, codes, rows, to);
        case 1 -> bytes(from, codes, rows, to);
        case 2 -> shorts(from, codes, rows, to);
        case 4 -> ints(from, codes, rows, to);
        case 8 -> longs(from, codes, rows, to);
        default -> pairs(from, codes, rows, to);
      }
    }
    return gathered;
  }

  private static void bits(MemorySegment from, MemorySegment codes, int rows, MemorySegment to) {
    for (int row = 0; row < rows; row++) {
      Bitmaps.set(to, row, Bitmaps.get(from, codes.get(INT, 4L * row)));
    }
  }

  private static void bytes(MemorySegment from, MemorySegment codes, int rows, MemorySegment to) {
    for (int row = 0; row < rows; row++) {
      byte value = from.get(ValueLayout.JAVA_BYTE, codes.get(INT, 4L * row));
      to.set(ValueLayout.JAVA_BYTE, row, value);
    }
  }

  private static void shorts(MemorySegment from, MemorySegment codes, int rows, MemorySegment to) {
    for (int row = 0; row < rows; row++) {
      to.set(SHORT, 2L * row, from.get(SHORT, 2L * codes.get(INT, 4L * row)));
    }
  }

  private static void ints(MemorySegment from, MemorySegment codes, int rows, MemorySegment to) {
    for (int row = 0; row < rows; row++) {
      to.set(INT, 4L * row, from.get(INT, 4L * codes.get(INT, 4L * row)));
    }
  }

  private static void longs(MemorySegment from, MemorySegment codes, int rows, MemorySegment to) {
    for (int row = 0; row < rows; row++) {
      to.set(LONG, 8L * row, from.get(LONG, 8L * codes.get(INT, 4L * row)));
    }
  }

  private static void pairs(MemorySegment from, MemorySegment codes, int rows, MemorySegment to) {
    for (int row = 0; row < rows; row++) {
      long at = 16L * codes.get(INT, 4L * row);
      to.set(LONG, 16L * row, from.get(LONG, at));
      to.set(LONG, 16L * row + 8, from.get(LONG, at + 8));
    }
  }
}
