package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

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
  private final KeyTable pairs;
  private final GroupArray counts;

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
    int n = values.length();
    MemorySegment slots = counts.slots(groups);
    MemorySegment valid = values.validityOrAll();
    int known = pairs.size();
    try (NativeBuffer pair = budget.allocate((long) Integer.BYTES * n)) {
      pairs.number(List.of(numbers, values), n, pair.segment());
      for (int row = 0; row < n; row++) {
        // Numbers are given in order: the next one is the first row of a new pair.
        if (Slots.int32(pair.segment(), row) == known) {
          known++;
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
    return ColumnVector.flat(DType.INT64, groups, counts.share(groups), null);
  }

  @Override
  public void close() {
    pairs.close();
    counts.close();
  }
}
