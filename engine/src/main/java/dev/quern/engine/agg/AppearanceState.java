package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** The ordinals of the rows with which the groups have appeared. */
final class AppearanceState implements ResultState {
  private final GroupArray ordinals;
  private int known;

  AppearanceState(MemoryBudget budget) {
    this.ordinals = new GroupArray(budget, Long.BYTES, 0);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    MemorySegment slots = ordinals.slots(groups.count());
    MemorySegment numbers = groups.segment();
    MemorySegment values = inputs.getFirst().values();
    int next = known;
    for (int row = 0; next < groups.count() && row < groups.rows(); row++) {
      // Numbers are given in order: the next one is the first row of a new group.
      if (Slots.int32(numbers, row) == next) {
        Slots.setInt64(slots, next, Slots.int64(values, row));
        next++;
      }
    }
    known = next;
  }

  @Override
  public DType type() {
    return DType.INT64;
  }

  @Override
  public ColumnVector finish(MemoryBudget budget, int groups) {
    return ColumnVector.flat(DType.INT64, groups, ordinals.share(groups), null);
  }

  @Override
  public long byteSize() {
    return ordinals.byteSize();
  }

  @Override
  public void close() {
    ordinals.close();
  }
}
