package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.HashKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Hashes of keys by content, the same in every task: unlike those that tables use inside. */
public final class KeyHashes {
  private KeyHashes() {}

  /** An INT64 hash per row of {@code keys}, flat columns; 0 when there are none. */
  public static NativeBuffer of(MemoryBudget budget, List<ColumnVector> keys, int rows) {
    long bytes = (long) Long.BYTES * rows;
    if (keys.isEmpty()) {
      return budget.allocateZeroed(bytes);
    }
    NativeBuffer hashes = budget.allocate(bytes);
    try {
      hash(keys.getFirst(), hashes.segment());
      if (keys.size() > 1) {
        try (NativeBuffer next = budget.allocate(bytes)) {
          for (ColumnVector key : keys.subList(1, keys.size())) {
            hash(key, next.segment());
            Kernels.active().hash().combine(hashes.segment(), next.segment(), rows);
          }
        }
      }
      return hashes;
    } catch (RuntimeException | Error e) {
      hashes.close();
      throw e;
    }
  }

  private static void hash(ColumnVector column, MemorySegment out) {
    HashKernel kernel = Kernels.active().hash();
    MemorySegment values = column.values();
    MemorySegment valid = column.validityOrAll();
    int n = column.length();
    DType type = column.type();
    if (type.isView()) {
      kernel.hashStrings(new Views(values, column.heaps().segments()), valid, out, n);
    } else if (type.layout() == Layout.BITMAP) {
      kernel.hashBits(values, valid, out, n);
    } else if (type.byteWidth() == 16) {
      kernel.hashWide(values, valid, out, n);
    } else {
      kernel.hash(Lanes.of(type), values, valid, out, n);
    }
  }
}
