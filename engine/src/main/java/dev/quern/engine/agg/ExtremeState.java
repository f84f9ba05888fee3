package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.GroupKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Minima or maxima of types of up to 8 bytes, by kernels. Booleans are kept as bytes. */
final class ExtremeState implements GroupedState {
  private final MemoryBudget budget;
  private final DType type;
  private final boolean greatest;
  private final LaneType lane;
  private final GroupArray slots;
  private final Seen seen;

  ExtremeState(MemoryBudget budget, DType type, boolean greatest) {
    this.budget = budget;
    this.type = type;
    this.greatest = greatest;
    this.lane = type.layout() == Layout.BITMAP ? LaneType.INT8 : Lanes.of(type);
    this.slots = new GroupArray(budget, lane.byteWidth(), neutral());
    this.seen = new Seen(budget);
  }

  private long neutral() {
    if (lane.isFloating()) {
      return lane.bits(greatest ? Double.NEGATIVE_INFINITY : Double.NaN);
    }
    return greatest ? lane.minValue() : lane.maxValue();
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    seen.mark(values, groups);
    if (type.layout() == Layout.BITMAP) {
      try (NativeBuffer bytes = Slot.of(budget, values)) {
        add(bytes.segment(), values.validityOrAll(), groups);
      }
    } else {
      add(values.values(), values.validityOrAll(), groups);
    }
  }

  private void add(MemorySegment values, MemorySegment valid, Groups groups) {
    GroupKernel kernel = Kernels.active().group();
    MemorySegment target = slots.slots(groups.count());
    MemorySegment numbers = groups.segment();
    int n = groups.rows();
    if (groups.isSingle()) {
      int row =
          greatest
              ? Kernels.active().reduce().argMax(lane, values, valid, n)
              : Kernels.active().reduce().argMin(lane, values, valid, n);
      if (row == Kernels.NONE) {
        return;
      }
      // One row is left to compare with the state.
      values = values.asSlice((long) row * lane.byteWidth());
      valid = Bitmaps.ALL_VALID;
      n = 1;
    }
    if (greatest) {
      kernel.max(lane, values, numbers, valid, target, n);
    } else {
      kernel.min(lane, values, numbers, valid, target, n);
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
    return Slot.column(target, type, groups, slots.share(groups), seen.validity(groups));
  }

  @Override
  public void close() {
    slots.close();
    seen.close();
  }
}
