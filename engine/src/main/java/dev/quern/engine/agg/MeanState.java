package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Means of numbers: a sum and a count. */
final class MeanState implements GroupedState {
  private final SumState sum;
  private final CountState count;

  MeanState(MemoryBudget budget, String label, DType input) {
    this.sum = new SumState(budget, label, input);
    this.count = new CountState(budget);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    sum.update(inputs, groups);
    count.update(inputs, groups);
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(sum.stateTypes().getFirst(), DType.INT64);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget budget, int groups) {
    List<ColumnVector> columns = new ArrayList<>(sum.stateColumns(budget, groups));
    columns.addAll(count.stateColumns(budget, groups));
    return columns;
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    sum.merge(states.subList(0, 1), groups);
    count.merge(states.subList(1, 2), groups);
  }

  @Override
  public ColumnVector finish(MemoryBudget budget, int groups) {
    NativeBuffer means = budget.allocate((long) Double.BYTES * groups);
    try {
      NativeBuffer validity = budget.allocateZeroed(Bitmaps.byteSize(groups));
      MemorySegment counts = count.counts(groups);
      boolean nulls = false;
      for (int group = 0; group < groups; group++) {
        long n = Slots.int64(counts, group);
        nulls |= n == 0;
        Bitmaps.set(validity.segment(), group, n > 0);
        Slots.setFloat64(means.segment(), group, n == 0 ? 0 : sum.asDouble(group) / n);
      }
      if (!nulls) {
        validity.close();
      }
      return ColumnVector.flat(DType.FLOAT64, groups, means, nulls ? validity : null);
    } catch (RuntimeException | Error e) {
      means.close();
      throw e;
    }
  }

  @Override
  public long byteSize() {
    return sum.byteSize() + count.byteSize();
  }

  @Override
  public void close() {
    sum.close();
    count.close();
  }
}
