package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.ViewOrder;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.OrderedBits;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A value of any type for each group, which rows are compared with and may replace. */
final class ValueSlots implements AutoCloseable {
  private final DType type;
  private final @Nullable ViewSlots views;
  private final @Nullable GroupArray slots;

  ValueSlots(MemoryBudget budget, DType type) {
    this.type = type;
    this.views = type.isView() ? new ViewSlots(budget) : null;
    this.slots = type.isView() ? null : new GroupArray(budget, Slot.width(type), 0);
  }

  /** Sets the value of {@code group} to that of {@code row}. */
  void set(int group, int groups, ColumnVector values, int row) {
    if (views != null) {
      views.slots(groups);
      views.set(group, values.values(), values.heaps().segments(), row);
      return;
    }
    MemorySegment target = fixed().slots(groups);
    MemorySegment source = values.values();
    if (type.layout() == Layout.BITMAP) {
      Slots.setInt8(target, group, (byte) (Bitmaps.get(source, row) ? 1 : 0));
      return;
    }
    switch (type.byteWidth()) {
      case 1 -> Slots.setInt8(target, group, Slots.int8(source, row));
      case 2 -> Slots.setInt16(target, group, Slots.int16(source, row));
      case 4 -> Slots.setInt32(target, group, Slots.int32(source, row));
      case 8 -> Slots.setInt64(target, group, Slots.int64(source, row));
      default -> Slots.setWide(target, group, Slots.high(source, row), Slots.low(source, row));
    }
  }

  /** How the value of {@code row} compares with that of {@code group}. */
  int compare(ColumnVector values, int row, int group, int groups) {
    MemorySegment source = values.values();
    if (views != null) {
      MemorySegment target = views.slots(groups);
      return ViewOrder.compare(
          source, values.heaps().segments(), row, target, views.heaps(), group);
    }
    MemorySegment target = fixed().slots(groups);
    if (type.layout() == Layout.BITMAP) {
      return Boolean.compare(Bitmaps.get(source, row), Slots.int8(target, group) != 0);
    }
    if (type.isUnsigned()) {
      int width = type.byteWidth();
      return Long.compare(
          OrderedBits.ofUnsigned(source, width, row), OrderedBits.ofUnsigned(target, width, group));
    }
    return switch (type.byteWidth()) {
      case 1 -> Byte.compare(Slots.int8(source, row), Slots.int8(target, group));
      case 2 -> Short.compare(Slots.int16(source, row), Slots.int16(target, group));
      case 4 ->
          type == DType.FLOAT32
              ? compare(Slots.float32(source, row), Slots.float32(target, group))
              : Integer.compare(Slots.int32(source, row), Slots.int32(target, group));
      case 8 ->
          type == DType.FLOAT64
              ? compare(Slots.float64(source, row), Slots.float64(target, group))
              : Long.compare(Slots.int64(source, row), Slots.int64(target, group));
      default -> {
        int high = Long.compare(Slots.high(source, row), Slots.high(target, group));
        yield high != 0
            ? high
            : Long.compareUnsigned(Slots.low(source, row), Slots.low(target, group));
      }
    };
  }

  private static int compare(double a, double b) {
    return Long.compare(OrderedBits.of(a), OrderedBits.of(b));
  }

  /** The values of the first {@code groups} groups; takes {@code validity} over. */
  ColumnVector column(MemoryBudget target, int groups, @Nullable NativeBuffer validity) {
    if (views != null) {
      views.slots(groups);
      return views.column(type, groups, validity);
    }
    return Slot.column(target, type, groups, fixed().share(groups), validity);
  }

  private GroupArray fixed() {
    if (slots == null) {
      throw new IllegalStateException("strings have no slots of their own");
    }
    return slots;
  }

  long byteSize() {
    return (views == null ? 0 : views.byteSize()) + (slots == null ? 0 : slots.byteSize());
  }

  @Override
  public void close() {
    if (views != null) {
      views.close();
    }
    if (slots != null) {
      slots.close();
    }
  }
}
