package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Minima or maxima of decimals. */
final class WideExtremeState implements ResultState {
  private final DType type;
  private final boolean greatest;
  private final GroupArray slots;
  private final Seen seen;

  WideExtremeState(MemoryBudget budget, DType type, boolean greatest) {
    this.type = type;
    this.greatest = greatest;
    // Beyond what 38 digits reach, on either side.
    this.slots = new GroupArray(budget, 16, 0, greatest ? Long.MIN_VALUE : Long.MAX_VALUE);
    this.seen = new Seen(budget);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    seen.mark(values, groups);
    MemorySegment target = slots.slots(groups.count());
    MemorySegment source = values.values();
    MemorySegment valid = values.validityOrAll();
    for (int row = 0; row < groups.rows(); row++) {
      if (Bitmaps.get(valid, row)) {
        int group = Slots.int32(groups.segment(), row);
        long high = Slots.high(source, row);
        long low = Slots.low(source, row);
        long knownHigh = Slots.high(target, group);
        int order =
            high != knownHigh
                ? Long.compare(high, knownHigh)
                : Long.compareUnsigned(low, Slots.low(target, group));
        if (greatest ? order > 0 : order < 0) {
          Slots.setWide(target, group, high, low);
        }
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
