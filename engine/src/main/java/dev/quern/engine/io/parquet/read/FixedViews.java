package dev.quern.engine.io.parquet.read;

import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/** Byte strings of one length, from any encoding of fixed-width values: copied to a heap. */
final class FixedViews implements ViewValues {
  private final FixedValues values;
  private final int width;
  private final MemoryBudget budget;

  FixedViews(FixedValues values, int width, MemoryBudget budget) {
    this.values = values;
    this.width = width;
    this.budget = budget;
  }

  @Override
  public void read(int count, MemorySegment views, int at, HeapList heaps) {
    int size = Math.multiplyExact(count, width);
    try (NativeBuffer bytes = budget.allocate(size)) {
      values.read(count, bytes.segment(), 0);
      if (width <= Views.INLINE) {
        for (int i = 0; i < count; i++) {
          ViewWriter.inline(bytes.segment(), (long) i * width, width, views, at + i);
        }
      } else {
        int heap = heaps.add(bytes);
        for (int i = 0; i < count; i++) {
          ViewWriter.pointer(bytes.segment(), i * width, width, heap, views, at + i);
        }
      }
    }
  }

  @Override
  public void skip(int count) {
    values.skip(count);
  }
}
