package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.key.KeyFinder;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The numbers that a join table has for the keys of probe batches. For one thread. */
final class KeyNumbers implements AutoCloseable {
  private final MemoryBudget budget;
  private final JoinTable table;
  private final List<Integer> keys;
  private final @Nullable KeyFinder finder;
  private @Nullable NativeBuffer numbers;

  /**
   * Finds the keys at these positions of batches; without keys, the one that all rows of the table
   * have.
   */
  KeyNumbers(MemoryBudget budget, JoinTable table, List<Integer> keys) {
    this.budget = budget;
    this.table = table;
    this.keys = List.copyOf(keys);
    this.finder = table.finder(budget);
  }

  /**
   * The INT32 numbers of the keys of {@code batch}, {@link KeyTable#ABSENT} for those that the
   * table has not; until the next call.
   */
  MemorySegment find(Batch batch) {
    MemorySegment found = room(batch.rows());
    if (finder == null) {
      found.fill((byte) (table.rows().rows() == 0 ? KeyTable.ABSENT : 0));
    } else {
      finder.find(JoinTable.keyColumns(batch, keys), batch.rows(), found);
    }
    return found;
  }

  private MemorySegment room(int rows) {
    NativeBuffer old = numbers;
    if (old != null && old.size() >= (long) Integer.BYTES * rows) {
      return old.segment();
    }
    numbers = null;
    if (old != null) {
      old.close();
    }
    NativeBuffer larger = budget.allocate((long) Integer.BYTES * rows);
    numbers = larger;
    return larger.segment();
  }

  @Override
  public void close() {
    if (finder != null) {
      finder.close();
    }
    NativeBuffer live = numbers;
    numbers = null;
    if (live != null) {
      live.close();
    }
  }
}
