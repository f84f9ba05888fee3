package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.util.List;

/** A state that is a count and some floats for each group. */
abstract class MomentSlotsState implements GroupedState {
  final MomentSlots slots;

  MomentSlotsState(MemoryBudget budget, int floats) {
    this.slots = new MomentSlots(budget, floats);
  }

  @Override
  public List<DType> stateTypes() {
    return slots.types();
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    return slots.columns(groups);
  }

  @Override
  public long byteSize() {
    return slots.byteSize();
  }

  @Override
  public void close() {
    slots.close();
  }
}
