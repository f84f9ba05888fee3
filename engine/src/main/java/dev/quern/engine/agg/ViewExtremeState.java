package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.ViewOrder;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Minima or maxima of strings by unsigned bytes, which for UTF-8 is the order of code points. */
final class ViewExtremeState implements GroupedState {
  private final DType type;
  private final boolean greatest;
  private final ViewSlots slots;
  private final GroupArray filled;
  private final Seen seen;

  ViewExtremeState(MemoryBudget budget, DType type, boolean greatest) {
    this.type = type;
    this.greatest = greatest;
    this.slots = new ViewSlots(budget);
    this.filled = new GroupArray(budget, 1, 0);
    this.seen = new Seen(budget);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    seen.mark(values, groups);
    MemorySegment target = slots.slots(groups.count());
    MemorySegment has = filled.slots(groups.count());
    MemorySegment source = values.values();
    MemorySegment[] heaps = values.heaps().segments();
    MemorySegment valid = values.validityOrAll();
    for (int row = 0; row < groups.rows(); row++) {
      if (!Bitmaps.get(valid, row)) {
        continue;
      }
      int group = Slots.int32(groups.segment(), row);
      if (Slots.int8(has, group) == 0) {
        Slots.setInt8(has, group, (byte) 1);
        slots.set(group, source, heaps, row);
      } else {
        int order = ViewOrder.compare(source, heaps, row, target, slots.heaps(), group);
        if (greatest ? order > 0 : order < 0) {
          slots.set(group, source, heaps, row);
        }
      }
    }
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(type);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    return List.of(finish(target, groups));
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    update(states, groups);
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    slots.slots(groups);
    return slots.column(type, groups, seen.validity(groups));
  }

  @Override
  public void close() {
    slots.close();
    filled.close();
    seen.close();
  }
}
