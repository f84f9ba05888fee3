package dev.quern.engine.agg;

import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of all groups as they came, each with the number of its group; they are put in order
 * by counting when they are asked for. The state of a group is its list so far.
 */
final class CollectState implements GroupedState {
  /* Small parts are joined when there are so many, so that no morsel costs more than its values. */
  private static final int MANY = 64;

  private final MemoryBudget budget;
  private final DType type;
  private final boolean keepsNulls;
  private final List<ColumnVector> values = new ArrayList<>();
  private final List<ColumnVector> numbers = new ArrayList<>();

  CollectState(MemoryBudget budget, Collect collect, DType type) {
    this.budget = budget;
    this.type = type;
    this.keepsNulls = collect.keepsNulls();
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    ColumnVector all = inputs.getFirst();
    MemorySegment valid = all.validity();
    if (keepsNulls || valid == null) {
      add(all, groups.numbers());
      return;
    }
    int count = all.length() - all.nullCount();
    try (ColumnVector there = Selections.filter(budget, all, valid, count);
        ColumnVector theirs = Selections.filter(budget, groups.numbers(), valid, count)) {
      add(there, theirs);
    }
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    try (ColumnVector lists = Spans.dense(budget, states.getFirst())) {
      int n = lists.elements().length();
      NativeBuffer each = budget.allocate(4L * n);
      int at = 0;
      for (int row = 0; row < lists.length(); row++) {
        int group = Slots.int32(groups.segment(), row);
        for (int end = at + Spans.length(lists.values(), row); at < end; at++) {
          Slots.setInt32(each.segment(), at, group);
        }
      }
      try (ColumnVector owners = ColumnVector.flat(DType.INT32, n, each, null)) {
        add(lists.elements(), owners);
      }
    }
  }

  /* Copies both, so that no morsel is kept alive. */
  private void add(ColumnVector some, ColumnVector groups) {
    if (some.length() == 0) {
      return;
    }
    try (ColumnVector flat = Selections.flat(budget, some);
        ColumnVector copy = copy(flat)) {
      values.add(Compact.column(budget, copy));
    }
    numbers.add(copy(groups));
    if (values.size() == MANY) {
      join(values, type);
      join(numbers, DType.INT32);
    }
  }

  private ColumnVector copy(ColumnVector flat) {
    return Batches.ranges(
        budget, flat.type(), List.of(flat), new int[] {0}, new int[] {flat.length()});
  }

  private void join(List<ColumnVector> parts, DType of) {
    ColumnVector joined = Batches.concat(budget, of, parts);
    parts.forEach(ColumnVector::close);
    parts.clear();
    parts.add(joined);
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(DType.list(type));
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    return List.of(finish(target, groups));
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    if (values.size() != 1) {
      join(values, type);
      join(numbers, DType.INT32);
    }
    MemorySegment owners = numbers.getFirst().values();
    int n = numbers.getFirst().length();
    NativeBuffer spans = target.allocateZeroed((long) Spans.BYTES * groups);
    try (NativeBuffer order = budget.allocate(4L * n)) {
      int[] next = new int[groups];
      for (int i = 0; i < n; i++) {
        next[Slots.int32(owners, i)]++;
      }
      int start = 0;
      for (int group = 0; group < groups; group++) {
        int count = next[group];
        Spans.set(spans.segment(), group, count == 0 ? 0 : start, count);
        next[group] = start;
        start += count;
      }
      for (int i = 0; i < n; i++) {
        Slots.setInt32(order.segment(), next[Slots.int32(owners, i)]++, i);
      }
      ColumnVector elements = Take.gather(target, values.getFirst(), order.segment(), n);
      return ColumnVector.list(groups, spans, null, elements);
    } catch (RuntimeException | Error e) {
      spans.close();
      throw e;
    }
  }

  @Override
  public long byteSize() {
    long bytes = 0;
    for (ColumnVector part : values) {
      bytes += part.byteSize();
    }
    for (ColumnVector part : numbers) {
      bytes += part.byteSize();
    }
    return bytes;
  }

  @Override
  public void close() {
    values.forEach(ColumnVector::close);
    numbers.forEach(ColumnVector::close);
  }
}
