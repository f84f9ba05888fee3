package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts of different values: a table of the (group, value) pairs, and a count that goes up when a
 * pair is new.
 *
 * <p>The state of a group is its values one behind the other, as one BINARY: see {@link
 * DistinctBlobs}.
 */
final class DistinctState implements GroupedState {
  private final MemoryBudget budget;
  private final DType type;
  private KeyTable pairs;
  private GroupArray counts;
  private @Nullable DistinctFiles files;

  DistinctState(MemoryBudget budget, DType type) {
    this.budget = budget;
    this.type = type;
    this.pairs = new KeyTable(budget, List.of(DType.INT32, type));
    this.counts = new GroupArray(budget, Long.BYTES, 0);
  }

  @Override
  public boolean readsDictionaries() {
    return true;
  }

  @Override
  public void update(List<ColumnVector> inputs, Groups groups) {
    add(groups.numbers(), inputs.getFirst(), groups.count());
  }

  private void add(ColumnVector numbers, ColumnVector values, int groups) {
    DistinctFiles aside = files;
    if (aside == null) {
      count(pairs, numbers, values, groups);
    } else {
      aside.add(numbers, values);
    }
  }

  private void count(KeyTable known, ColumnVector numbers, ColumnVector values, int groups) {
    int n = values.length();
    MemorySegment slots = counts.slots(groups);
    MemorySegment valid = values.validityOrAll();
    int next = known.size();
    try (NativeBuffer pair = budget.allocate((long) Integer.BYTES * n)) {
      known.number(List.of(numbers, values), n, pair.segment());
      for (int row = 0; row < n; row++) {
        // Numbers are given in order: the next one is the first row of a new pair.
        if (Slots.int32(pair.segment(), row) == next) {
          next++;
          int group = Slots.int32(numbers.values(), row);
          Slots.setInt64(
              slots, group, Slots.int64(slots, group) + (Bitmaps.get(valid, row) ? 1 : 0));
        }
      }
    }
  }

  @Override
  public List<DType> stateTypes() {
    return List.of(DType.BINARY);
  }

  @Override
  public List<ColumnVector> stateColumns(MemoryBudget target, int groups) {
    if (files != null) {
      throw new IllegalStateException("sets on disk can be counted, but not handed on");
    }
    List<ColumnVector> columns = pairs.columns(target);
    try {
      return List.of(DistinctBlobs.pack(target, columns.get(0), columns.get(1), groups));
    } finally {
      columns.forEach(ColumnVector::close);
    }
  }

  @Override
  public void merge(List<ColumnVector> states, Groups groups) {
    DistinctBlobs.unpack(
        budget,
        type,
        states.getFirst(),
        groups.numbers(),
        (numbers, values) -> add(numbers, values, groups.count()));
  }

  @Override
  public ColumnVector finish(MemoryBudget target, int groups) {
    DistinctFiles aside = files;
    if (aside != null) {
      aside.count((known, numbers, values) -> count(known, numbers, values, groups));
    }
    return ColumnVector.flat(DType.INT64, groups, counts.share(groups), null);
  }

  @Override
  public long byteSize() {
    return pairs.byteSize() + counts.byteSize();
  }

  @Override
  public long setBytes() {
    return pairs.byteSize();
  }

  @Override
  public void putSetsAside(SpillSpace spill) {
    if (files != null) {
      return;
    }
    DistinctFiles aside = new DistinctFiles(budget, spill, type);
    files = aside;
    List<ColumnVector> columns = pairs.columns(budget);
    try {
      aside.add(columns.get(0), columns.get(1));
    } finally {
      columns.forEach(ColumnVector::close);
    }
    // What was counted so far is counted again, with all that is to come.
    pairs.close();
    pairs = new KeyTable(budget, List.of(DType.INT32, type));
    counts.close();
    counts = new GroupArray(budget, Long.BYTES, 0);
  }

  @Override
  public void close() {
    pairs.close();
    counts.close();
    if (files != null) {
      files.close();
    }
  }
}
