package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of one column where another is least or greatest. */
final class ArgState implements GroupedState {
  private final ArgExtreme which;
  private final List<DType> types;
  private final ValueSlots values;
  private final ValueSlots compared;
  private final GroupArray filled;

  ArgState(MemoryBudget budget, ArgExtreme which, List<DType> types) {
    this.which = which;
    this.types = List.copyOf(types);
    this.values = new ValueSlots(budget, types.get(0));
    this.compared = new ValueSlots(budget, types.get(1));
    this.filled = new GroupArray(budget, 1, 0);
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector value = inputs.get(0);
    ColumnVector by = inputs.get(1);
    MemorySegment valid = value.validityOrAll();
    MemorySegment byValid = by.validityOrAll();
    MemorySegment has = filled.slots(groups.count());
    boolean greatest = which == ArgExtreme.GREATEST;
    for (int row = 0; row < groups.rows(); row++) {
      if (!Bitmaps.get(valid, row) || !Bitmaps.get(byValid, row)) {
        continue;
      }
      int group = Slots.int32(groups.segment(), row);
      if (Slots.int8(has, group) != 0) {
        int order = compared.compare(by, row, group, groups.count());
        if (greatest ? order <= 0 : order >= 0) {
          continue;
        }
      }
      Slots.setInt8(has, group, (byte) 1);
      compared.set(group, groups.count(), by, row);
      values.set(group, groups.count(), value, row);
    }
  }

  @Override
  public List<DType> stateTypes() {
    return types;
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    ColumnVector value = finish(target, groups);
    try {
      return List.of(value, compared.column(target, groups, validity(target, groups)));
    } catch (RuntimeException | Error e) {
      value.close();
      throw e;
    }
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    update(states, groups);
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    return values.column(target, groups, validity(target, groups));
  }

  private @Nullable NativeBuffer validity(MemoryBudget target, int groups) {
    MemorySegment has = filled.slots(groups);
    NativeBuffer bits = target.allocateZeroed(Bitmaps.byteSize(groups));
    boolean all = true;
    for (int group = 0; group < groups; group++) {
      boolean set = Slots.int8(has, group) != 0;
      all &= set;
      Bitmaps.set(bits.segment(), group, set);
    }
    if (all) {
      bits.close();
      return null;
    }
    return bits;
  }

  @Override
  public long byteSize() {
    return values.byteSize() + compared.byteSize() + filled.byteSize();
  }

  @Override
  public void close() {
    values.close();
    compared.close();
    filled.close();
  }
}
