package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Flat vectors of one type, one behind the other: how a dictionary grows by deltas. */
final class Concatenation {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private Concatenation() {}

  /** A vector of all values of {@code parts}, which stay open. */
  static ColumnVector of(List<ColumnVector> parts, MemoryBudget budget) {
    int rows = 0;
    boolean nulls = false;
    for (ColumnVector part : parts) {
      rows = Math.addExact(rows, part.length());
      nulls |= part.validity() != null;
    }
    ColumnVector first = parts.getFirst();
    boolean bits = first.type().layout() == Layout.BITMAP;
    NativeBuffer values =
        budget.allocateZeroed(bits ? (rows + 7L) / 8 : (long) first.type().byteWidth() * rows);
    NativeBuffer validity = null;
    try {
      validity = nulls ? budget.allocateZeroed((rows + 7L) / 8) : null;
    } catch (RuntimeException e) {
      values.close();
      throw e;
    }
    int at = 0;
    int heaps = 0;
    for (ColumnVector part : parts) {
      if (validity != null) {
        putBits(part.validity(), part.length(), validity.segment(), at);
      }
      if (bits) {
        putBits(part.values(), part.length(), values.segment(), at);
      } else {
        long width = part.type().byteWidth();
        MemorySegment.copy(part.values(), 0, values.segment(), at * width, part.length() * width);
      }
      if (heaps > 0) {
        shiftHeaps(values.segment(), at, part.length(), heaps);
      }
      at += part.length();
      heaps += part.heaps().size();
    }
    return first.type().isView()
        ? ColumnVector.views(first.type(), rows, values, validity, heapsOf(parts))
        : ColumnVector.flat(first.type(), rows, values, validity);
  }

  private static Heaps heapsOf(List<ColumnVector> parts) {
    List<NativeBuffer> buffers = new ArrayList<>();
    for (ColumnVector part : parts) {
      part.heaps().buffers().forEach(buffer -> buffers.add(buffer.retain()));
    }
    return Heaps.of(buffers);
  }

  private static void shiftHeaps(MemorySegment views, int from, int count, int by) {
    for (long view = 16L * from; view < 16L * (from + count); view += 16) {
      if (views.get(INT, view) > Values.INLINE) {
        views.set(INT, view + 8, views.get(INT, view + 8) + by);
      }
    }
  }

  private static void putBits(
      @Nullable MemorySegment source, int count, MemorySegment target, int at) {
    for (int i = 0; i < count; i++) {
      Bitmaps.set(target, at + (long) i, source == null || Bitmaps.get(source, i));
    }
  }
}
