package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.util.List;

/**
 * A state that is the result of the rows so far, a value or null, and merges as those values do:
 * extremes, first values, products.
 */
interface ResultState extends GroupedState {

  /** The type of the result. */
  DType type();

  @Override
  default List<DType> stateTypes() {
    return List.of(type());
  }

  @Override
  default List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    return List.of(finish(target, groups));
  }

  @Override
  default void merge(List<ColumnVector> states, Groups groups) {
    update(states, groups);
  }
}
