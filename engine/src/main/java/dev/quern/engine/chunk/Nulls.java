package dev.quern.engine.chunk;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import dev.quern.engine.type.ListType;
import dev.quern.engine.type.StructType;

/** Vectors of nothing but nulls. */
public final class Nulls {
  private Nulls() {}

  /** A flat vector of {@code count} nulls, owned by the caller. */
  public static ColumnVector column(MemoryBudget budget, DType type, int count) {
    if (type instanceof StructType struct) {
      return Structs.nulls(budget, struct, count);
    }
    try (Parts parts = new Parts(budget)) {
      long bytes =
          type.layout() == Layout.BITMAP
              ? Bitmaps.byteSize(count)
              : (long) type.byteWidth() * count;
      var values = parts.add(budget.allocateZeroed(bytes));
      var validity = parts.add(budget.allocateZeroed(Bitmaps.byteSize(count)));
      if (type instanceof ListType list) {
        ColumnVector none = column(budget, list.element(), 0);
        return parts.owned(ColumnVector.list(count, values, validity, none));
      }
      return type.isView()
          ? parts.owned(ColumnVector.views(type, count, values, validity, Heaps.NONE))
          : parts.owned(ColumnVector.flat(type, count, values, validity));
    }
  }
}
