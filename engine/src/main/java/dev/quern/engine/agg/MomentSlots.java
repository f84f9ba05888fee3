package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A count and some floats for each group. */
final class MomentSlots implements AutoCloseable {
  private final List<GroupArray> arrays = new ArrayList<>();
  private final MemorySegment[] fields;

  MomentSlots(MemoryBudget budget, int floats) {
    this.fields = new MemorySegment[floats + 1];
    for (int i = 0; i <= floats; i++) {
      arrays.add(new GroupArray(budget, Long.BYTES, 0));
    }
  }

  /** Makes room for {@code groups} groups: to be called before slots are touched. */
  void reserve(int groups) {
    for (int i = 0; i < fields.length; i++) {
      fields[i] = arrays.get(i).slots(groups);
    }
  }

  long count(int group) {
    return Slots.int64(fields[0], group);
  }

  void setCount(int group, long count) {
    Slots.setInt64(fields[0], group, count);
  }

  double get(int field, int group) {
    return Slots.float64(fields[field + 1], group);
  }

  void set(int field, int group, double value) {
    Slots.setFloat64(fields[field + 1], group, value);
  }

  /** The types of {@link #columns}. */
  List<DType> types() {
    List<DType> types = new ArrayList<>(Collections.nCopies(fields.length, DType.FLOAT64));
    types.set(0, DType.INT64);
    return types;
  }

  /** The count and the floats as columns with a row a group. */
  List<ColumnVector> columns(int groups) {
    List<ColumnVector> columns = new ArrayList<>();
    for (int i = 0; i < fields.length; i++) {
      columns.add(ColumnVector.flat(types().get(i), groups, arrays.get(i).share(groups), null));
    }
    return columns;
  }

  long byteSize() {
    return arrays.stream().mapToLong(GroupArray::byteSize).sum();
  }

  @Override
  public void close() {
    arrays.forEach(GroupArray::close);
  }
}
