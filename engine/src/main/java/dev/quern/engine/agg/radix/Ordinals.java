package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The ordinals of all groups, cut into ranges of equal width.
 *
 * @param count how many ordinals there are
 * @param ranges how many ranges
 */
record Ordinals(long count, int ranges) {
  /** Of no groups. */
  static final Ordinals NONE = new Ordinals(0, 1);

  /** The first ordinal of a range. */
  long start(int range) {
    return count / ranges * range + count % ranges * range / ranges;
  }

  /** The first row of a run, by its last column, whose ordinal is not below {@code ordinal}. */
  static int lowerBound(Batch run, long ordinal) {
    MemorySegment ordinals = run.column(run.schema().size() - 1).values();
    int low = 0;
    int high = run.rows();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Slots.int64(ordinals, middle) < ordinal) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The same rows with {@code base} added to the ordinals; {@code batch} stays open. */
  static Batch moved(MemoryBudget budget, Batch batch, long base) {
    int last = batch.schema().size() - 1;
    NativeBuffer ordinals = budget.allocate((long) Long.BYTES * batch.rows());
    MemorySegment old = batch.column(last).values();
    for (int row = 0; row < batch.rows(); row++) {
      Slots.setInt64(ordinals.segment(), row, base + Slots.int64(old, row));
    }
    List<ColumnVector> columns = new ArrayList<>();
    batch.columns().subList(0, last).forEach(column -> columns.add(column.retain()));
    columns.add(ColumnVector.flat(DType.INT64, batch.rows(), ordinals, null));
    return Batch.of(batch.schema(), batch.rows(), columns);
  }
}
