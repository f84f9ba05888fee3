package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Values in slots of whole bytes: booleans take one each, everything else its own width. */
final class Slot {
  private Slot() {}

  /** Bytes of a slot of {@code type}. */
  static int width(DType type) {
    return type.layout() == Layout.BITMAP ? 1 : type.byteWidth();
  }

  /** The values of a flat column as slots, owned by the caller. */
  static NativeBuffer of(MemoryBudget budget, ColumnVector column) {
    int n = column.length();
    NativeBuffer slots = budget.allocate((long) width(column.type()) * n);
    if (column.type().layout() == Layout.BITMAP) {
      Kernels.active().logic().toBytes(column.values(), slots.segment(), n);
    } else {
      MemorySegment.copy(column.values(), 0, slots.segment(), 0, (long) width(column.type()) * n);
    }
    return slots;
  }

  /** A column of {@code type}, no view, over shared slots; takes both buffers over. */
  static ColumnVector column(
      MemoryBudget budget,
      DType type,
      int rows,
      NativeBuffer slots,
      @Nullable NativeBuffer validity) {
    try {
      if (type.layout() != Layout.BITMAP) {
        return ColumnVector.flat(type, rows, slots, validity);
      }
      NativeBuffer bits = budget.allocate(Bitmaps.byteSize(rows));
      Kernels.active().logic().fromBytes(slots.segment(), bits.segment(), rows);
      slots.close();
      return ColumnVector.flat(type, rows, bits, validity);
    } catch (RuntimeException | Error e) {
      slots.close();
      if (validity != null) {
        validity.close();
      }
      throw e;
    }
  }
}
