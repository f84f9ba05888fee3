package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.GroupKernel;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.ReduceKernel;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Minima or maxima of types of up to 8 bytes, by kernels. Booleans are kept as bytes. */
final class ExtremeState implements ResultState {
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
      reduce(values, valid, target, n);
      return;
    }
    if (greatest) {
      kernel.max(lane, values, numbers, valid, target, n);
    } else {
      kernel.min(lane, values, numbers, valid, target, n);
    }
  }

  private void reduce(MemorySegment values, MemorySegment valid, MemorySegment target, int n) {
    ReduceKernel kernel = Kernels.active().reduce();
    if (Kernels.active().logic().firstSet(valid, n) == Kernels.NONE) {
      return;
    }
    // What is left is one value to compare with the state.
    try (NativeBuffer best = budget.allocateZeroed(Long.BYTES);
        NativeBuffer group = budget.allocateZeroed(Integer.BYTES)) {
      long bits =
          lane.isFloating()
              ? lane.bits(
                  greatest
                      ? kernel.maxFloat(lane, values, valid, n)
                      : kernel.minFloat(lane, values, valid, n))
              : greatest ? kernel.max(lane, values, valid, n) : kernel.min(lane, values, valid, n);
      // Little endian: the low bytes are the narrow value.
      Slots.setInt64(best.segment(), 0, bits);
      GroupKernel update = Kernels.active().group();
      MemorySegment one = best.segment();
      if (greatest) {
        update.max(lane, one, group.segment(), Bitmaps.ALL_VALID, target, 1);
      } else {
        update.min(lane, one, group.segment(), Bitmaps.ALL_VALID, target, 1);
      }
    }
  }

  @Override
  public DType type() {
    return type;
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    return Slot.column(target, type, groups, slots.share(groups), seen.validity(groups));
  }

  @Override
  public long byteSize() {
    return slots.byteSize() + seen.byteSize();
  }

  @Override
  public void close() {
    slots.close();
    seen.close();
  }
}
