package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Counts of rows, or of the values of a column. */
final class CountState implements GroupedState {
  private final GroupArray counts;

  CountState(MemoryBudget budget) {
    this.counts = new GroupArray(budget, Long.BYTES, 0);
  }

  @Override
  public boolean readsDictionaries() {
    return true;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector input = inputs.isEmpty() ? groups.numbers() : inputs.getFirst();
    MemorySegment slots = counts.slots(groups.count());
    if (groups.isSingle()) {
      int valid = groups.rows() - input.nullCount();
      Slots.setInt64(slots, 0, Slots.int64(slots, 0) + valid);
      return;
    }
    int[] sizes = input.nullCount() == 0 ? groups.sizes() : null;
    if (sizes != null) {
      for (int group = 0; group < sizes.length; group++) {
        Slots.setInt64(slots, group, Slots.int64(slots, group) + sizes[group]);
      }
    } else {
      Kernels.active().group().count(groups.segment(), input.validityOrAll(), slots, groups.rows());
    }
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(DType.INT64);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget budget, int groups) {
    return List.of(finish(budget, groups));
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    // A count of rows cannot overflow: it would take an age to count.
    Kernels.active()
        .group()
        .sum(
            LaneType.INT64,
            states.getFirst().values(),
            groups.segment(),
            Bitmaps.ALL_VALID,
            counts.slots(groups.count()),
            groups.rows());
  }

  @Override
  public ColumnVector finish(MemoryBudget budget, int groups) {
    return ColumnVector.flat(DType.INT64, groups, counts.share(groups), null);
  }

  /** The counts themselves, for states that are made of them. */
  MemorySegment counts(int groups) {
    return counts.slots(groups);
  }

  @Override
  public long byteSize() {
    return counts.byteSize();
  }

  @Override
  public void close() {
    counts.close();
  }
}
