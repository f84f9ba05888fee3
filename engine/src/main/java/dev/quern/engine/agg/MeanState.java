package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TickType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Means of numbers, or of what counts ticks: a sum, which may be that of another aggregate, and a
 * count.
 */
final class MeanState implements GroupedState {
  private final SumState sum;
  private final boolean ownsSum;
  private final CountState count;
  private final DType result;

  MeanState(MemoryBudget budget, String label, DType input) {
    this(budget, new SumState(budget, label, input), true);
  }

  /** Means by sums that another state of the same rows keeps, and closes. */
  MeanState(MemoryBudget budget, SumState shared) {
    this(budget, shared, false);
  }

  private MeanState(MemoryBudget budget, SumState sum, boolean ownsSum) {
    this.sum = sum;
    this.ownsSum = ownsSum;
    this.count = new CountState(budget);
    this.result = sum.input() instanceof TickType ticks ? ticks : DType.FLOAT64;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    if (ownsSum) {
      sum.update(inputs, groups);
    }
    count.update(inputs, groups);
  }

  @Override
  public List<DType> stateTypes() {
    List<DType> types = new ArrayList<>(ownsSum ? sum.stateTypes() : List.of());
    types.add(DType.INT64);
    return types;
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget budget, int groups) {
    List<ColumnVector> columns =
        new ArrayList<>(ownsSum ? sum.stateColumns(budget, groups) : List.of());
    columns.addAll(count.stateColumns(budget, groups));
    return columns;
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    if (ownsSum) {
      sum.merge(states.subList(0, 1), groups);
    }
    count.merge(states.subList(states.size() - 1, states.size()), groups);
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
        if (result == DType.FLOAT64) {
          Slots.setFloat64(means.segment(), group, n == 0 ? 0 : sum.asDouble(group) / n);
        } else {
          Slots.setInt64(means.segment(), group, n == 0 ? 0 : sum.mean(group, n));
        }
      }
      if (!nulls) {
        validity.close();
      }
      return ColumnVector.flat(result, groups, means, nulls ? validity : null);
    } catch (RuntimeException | Error e) {
      means.close();
      throw e;
    }
  }

  @Override
  public long byteSize() {
    return (ownsSum ? sum.byteSize() : 0) + count.byteSize();
  }

  @Override
  public void close() {
    if (ownsSum) {
      sum.close();
    }
    count.close();
  }
}
