package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.util.List;

/** Another fold of the values that a state keeps, as a second quantile of a column. */
final class ValuesView implements GroupedState {
  private final ValuesState values;
  private final int fold;

  ValuesView(ValuesState values, int fold) {
    this.values = values;
    this.fold = fold;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {}

  @Override
  public List<DType> stateTypes() {
    return List.of();
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    return List.of();
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {}

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    return values.finish(fold, target, groups);
  }

  @Override
  public long byteSize() {
    return 0;
  }

  @Override
  public void close() {}
}
