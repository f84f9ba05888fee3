package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
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

  /** Adds the state of another part of a group's rows, which has rows. */
  abstract void add(int group, long count, double[] floats);

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    slots.reserve(groups.count());
    double[] floats = new double[states.size() - 1];
    for (int row = 0; row < groups.rows(); row++) {
      long count = Slots.int64(states.getFirst().values(), row);
      if (count > 0) {
        for (int i = 0; i < floats.length; i++) {
          floats[i] = Slots.float64(states.get(i + 1).values(), row);
        }
        add(Slots.int32(groups.segment(), row), count, floats);
      }
    }
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
