package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * First or last values, of any type. A kernel finds the row that each group takes from the morsel,
 * then just those values are copied; so the last of a million rows costs one copy a morsel.
 */
final class PickState implements ResultState {
  private final MemoryBudget budget;
  private final DType type;
  private final boolean last;
  private final GroupArray rows;
  private final @Nullable GroupArray slots;
  private final @Nullable ViewSlots views;
  private long rowsBefore;

  PickState(MemoryBudget budget, DType type, boolean last) {
    this.budget = budget;
    this.type = type;
    this.last = last;
    this.rows = new GroupArray(budget, Long.BYTES, -1);
    this.slots = type.isView() ? null : new GroupArray(budget, Slot.width(type), 0);
    this.views = type.isView() ? new ViewSlots(budget) : null;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector values = inputs.getFirst();
    MemorySegment taken = rows.slots(groups.count());
    int n = groups.rows();
    if (last) {
      Kernels.active().group().last(groups.segment(), values.validityOrAll(), rowsBefore, taken, n);
    } else {
      Kernels.active()
          .group()
          .first(groups.segment(), values.validityOrAll(), rowsBefore, taken, n);
    }
    if (views != null) {
      pickViews(views, values, groups, taken);
    } else if (slots != null) {
      pickSlots(slots, values, groups, taken);
    }
    rowsBefore += n;
  }

  private void pickViews(
      ViewSlots target, ColumnVector values, Groups groups, MemorySegment taken) {
    target.slots(groups.count());
    MemorySegment source = values.values();
    MemorySegment[] heaps = values.heaps().segments();
    for (int row = 0; row < groups.rows(); row++) {
      int group = Slots.int32(groups.segment(), row);
      if (Slots.int64(taken, group) == rowsBefore + row) {
        target.set(group, source, heaps, row);
      }
    }
  }

  private void pickSlots(
      GroupArray target, ColumnVector values, Groups groups, MemorySegment taken) {
    int n = groups.rows();
    int width = Slot.width(type);
    try (NativeBuffer source = Slot.of(budget, values);
        NativeBuffer from = budget.allocate((long) Integer.BYTES * n);
        NativeBuffer to = budget.allocate((long) Integer.BYTES * n)) {
      int picked = 0;
      for (int row = 0; row < n; row++) {
        int group = Slots.int32(groups.segment(), row);
        Slots.setInt32(from.segment(), picked, row);
        Slots.setInt32(to.segment(), picked, group);
        picked += Slots.int64(taken, group) == rowsBefore + row ? 1 : 0;
      }
      try (NativeBuffer chosen = budget.allocate((long) width * picked)) {
        var select = Kernels.active().select();
        select.take(width, source.segment(), from.segment(), chosen.segment(), picked);
        select.scatter(width, chosen.segment(), to.segment(), target.slots(groups.count()), picked);
      }
    }
  }

  @Override
  public DType type() {
    return type;
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    NativeBuffer validity = validity(target, groups);
    if (views != null) {
      views.slots(groups);
      return views.column(type, groups, validity);
    }
    GroupArray values = slots;
    if (values == null) {
      throw new IllegalStateException("neither views nor slots");
    }
    return Slot.column(target, type, groups, values.share(groups), validity);
  }

  private @Nullable NativeBuffer validity(MemoryBudget target, int groups) {
    MemorySegment taken = rows.slots(groups);
    NativeBuffer bits = target.allocateZeroed(Bitmaps.byteSize(groups));
    boolean nulls = false;
    for (int group = 0; group < groups; group++) {
      boolean has = Slots.int64(taken, group) >= 0;
      nulls |= !has;
      Bitmaps.set(bits.segment(), group, has);
    }
    if (!nulls) {
      bits.close();
      return null;
    }
    return bits;
  }

  @Override
  public long byteSize() {
    return rows.byteSize()
        + (slots == null ? 0 : slots.byteSize())
        + (views == null ? 0 : views.byteSize());
  }

  @Override
  public void close() {
    rows.close();
    if (slots != null) {
      slots.close();
    }
    if (views != null) {
      views.close();
    }
  }
}
