package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A count and some floats for each group, side by side: a row touches a cache line or two, and not
 * one for each of them.
 */
final class MomentSlots implements AutoCloseable {
  private final MemoryBudget budget;
  private final GroupArray array;
  private final int stride;
  private MemorySegment words = MemorySegment.NULL;

  MomentSlots(MemoryBudget budget, int floats) {
    this.budget = budget;
    this.array = new GroupArray(budget, Long.BYTES, 0);
    this.stride = floats + 1;
  }

  /** Makes room for {@code groups} groups: to be called before slots are touched. */
  void reserve(int groups) {
    words = array.slots(Math.multiplyExact(groups, stride));
  }

  long count(int group) {
    return Slots.int64(words, group * stride);
  }

  void setCount(int group, long count) {
    Slots.setInt64(words, group * stride, count);
  }

  double get(int field, int group) {
    return Slots.float64(words, group * stride + 1 + field);
  }

  void set(int field, int group, double value) {
    Slots.setFloat64(words, group * stride + 1 + field, value);
  }

  /** The types of {@link #columns}. */
  List<DType> types() {
    List<DType> types = new ArrayList<>(Collections.nCopies(stride, DType.FLOAT64));
    types.set(0, DType.INT64);
    return types;
  }

  /** The count and the floats as columns with a row a group. */
  List<ColumnVector> columns(int groups) {
    reserve(groups);
    List<ColumnVector> columns = new ArrayList<>();
    try {
      for (int i = 0; i < stride; i++) {
        NativeBuffer column = budget.allocate((long) Long.BYTES * groups);
        for (int group = 0; group < groups; group++) {
          Slots.setInt64(column.segment(), group, Slots.int64(words, group * stride + i));
        }
        columns.add(ColumnVector.flat(types().get(i), groups, column, null));
      }
      return columns;
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  long byteSize() {
    return array.byteSize();
  }

  @Override
  public void close() {
    array.close();
  }
}
