package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;

/** Vectors of nothing but nulls. */
public final class Nulls {
  private Nulls() {}

  /** A flat vector of {@code count} nulls, owned by the caller. */
  public static ColumnVector column(MemoryBudget budget, DType type, int count) {
    try (Parts parts = new Parts(budget)) {
      long bytes =
          type.layout() == Layout.BITMAP
              ? Bitmaps.byteSize(count)
              : (long) type.byteWidth() * count;
      var values = parts.add(budget.allocateZeroed(bytes));
      var validity = parts.add(budget.allocateZeroed(Bitmaps.byteSize(count)));
      return type.isView()
          ? parts.owned(ColumnVector.views(type, count, values, validity, Heaps.NONE))
          : parts.owned(ColumnVector.flat(type, count, values, validity));
    }
  }
}
