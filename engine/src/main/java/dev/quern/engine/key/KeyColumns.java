package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Key columns out of a table's words: the inverse of {@link KeyLanes}. */
final class KeyColumns {
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private KeyColumns() {}

  /** Column {@code c} of the table's keys, by number; owned by the caller. */
  static ColumnVector unpack(MemoryBudget budget, KeyTable table, int c) {
    DType type = table.layout().types().get(c);
    int n = table.size();
    long bytes = type.layout() == Layout.BITMAP ? Bitmaps.byteSize(n) : (long) type.byteWidth() * n;
    NativeBuffer values = budget.allocateZeroed(bytes);
    NativeBuffer validity = null;
    try {
      values(table, c, type, n, values.segment());
      validity = validity(budget, table, c, n);
      return type.isView()
          ? ColumnVector.views(type, n, values, validity, table.pool(c).heaps())
          : ColumnVector.flat(type, n, values, validity);
    } catch (RuntimeException | Error e) {
      values.close();
      if (validity != null) {
        validity.close();
      }
      throw e;
    }
  }

  private static void values(KeyTable table, int c, DType type, int n, MemorySegment out) {
    MemorySegment keys = table.words().keys();
    long step = 8L * table.words().stride();
    long at = 8L * table.layout().word(c);
    int shift = table.layout().shift(c);
    if (type.layout() == Layout.BITMAP) {
      for (int i = 0; i < n; i++) {
        long bit = keys.get(LONG, at + step * i) >>> shift & 1;
        long word = Bitmaps.word(out, i & -64);
        Bitmaps.setWord(out, i & -64, word | bit << (i & 63));
      }
      return;
    }
    switch (type.byteWidth()) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          out.set(ValueLayout.JAVA_BYTE, i, (byte) (keys.get(LONG, at + step * i) >>> shift));
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          out.set(SHORT, 2L * i, (short) (keys.get(LONG, at + step * i) >>> shift));
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          out.set(INT, 4L * i, (int) (keys.get(LONG, at + step * i) >>> shift));
        }
      }
      case 8 -> {
        for (int i = 0; i < n; i++) {
          out.set(LONG, 8L * i, keys.get(LONG, at + step * i));
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          out.set(LONG, 16L * i, keys.get(LONG, at + step * i));
          out.set(LONG, 16L * i + 8, keys.get(LONG, at + step * i + 8));
        }
      }
    }
  }

  private static @Nullable NativeBuffer validity(
      MemoryBudget budget, KeyTable table, int c, int n) {
    if (!table.hasNulls()) {
      return null;
    }
    MemorySegment keys = table.words().keys();
    int stride = table.words().stride();
    NativeBuffer validity = budget.allocateZeroed(Bitmaps.byteSize(n));
    MemorySegment bits = validity.segment();
    long nulls = 0;
    for (int i = 0; i < n; i++) {
      long flag = keys.get(LONG, 8L * (stride * (i + 1L) - 1)) >>> c & 1;
      nulls += flag;
      Bitmaps.setWord(bits, i & -64, Bitmaps.word(bits, i & -64) | (flag ^ 1) << (i & 63));
    }
    if (nulls == 0) {
      validity.close();
      return null;
    }
    return validity;
  }
}
