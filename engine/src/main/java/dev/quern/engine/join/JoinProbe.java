package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyFinder;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread's reader of a join table: turns a probe batch into matches, a chunk at a time, however
 * many partners a row has.
 */
public final class JoinProbe extends JoinMatches {
  private final MemoryBudget budget;
  private final JoinTable table;
  private final List<Integer> keys;
  private final JoinKind kind;
  private final int chunkRows;
  private final @Nullable KeyFinder finder;
  private @Nullable NativeBuffer numbers;
  private int rows;
  private int row;
  private int partner;
  private boolean wholeBatch;

  JoinProbe(
      MemoryBudget budget, JoinTable table, List<Integer> keys, JoinKind kind, int chunkRows) {
    super(budget, chunkRows);
    this.budget = budget;
    this.table = table;
    this.keys = keys;
    this.kind = kind;
    this.chunkRows = chunkRows;
    this.finder = table.finder(budget);
  }

  @Override
  public void start(Batch batch) {
    rows = batch.rows();
    row = 0;
    partner = 0;
    setCount(0);
    NativeBuffer found = room(rows);
    if (finder == null) {
      found.segment().fill((byte) (table.rows().rows() == 0 ? KeyTable.ABSENT : 0));
    } else {
      finder.find(JoinTable.keyColumns(batch, keys), rows, found.segment());
    }
  }

  private NativeBuffer room(int needed) {
    NativeBuffer old = numbers;
    if (old != null && old.size() >= (long) Integer.BYTES * needed) {
      return old;
    }
    numbers = null;
    if (old != null) {
      old.close();
    }
    NativeBuffer larger = budget.allocate((long) Integer.BYTES * needed);
    numbers = larger;
    return larger;
  }

  @Override
  public boolean next() {
    NativeBuffer known = numbers;
    setCount(0);
    while (known != null && count() == 0 && row < rows) {
      advance(known.segment());
    }
    return count() > 0;
  }

  private void advance(MemorySegment known) {
    int from = row;
    switch (kind) {
      case SEMI -> filter(known, 0);
      case ANTI -> filter(known, -1);
      case INNER -> {
        if (table.isUnique()) {
          innerUnique(known);
        } else {
          pairs(known, false);
        }
      }
      case LEFT -> {
        if (table.isUnique()) {
          leftUnique(known);
        } else {
          pairs(known, true);
        }
      }
    }
    wholeBatch = from == 0 && row == rows && count() == rows && partner == 0 && oncePerRow();
  }

  private boolean oncePerRow() {
    return table.isUnique() || !kind.hasBuildColumns();
  }

  /** Rows whose number has the sign of {@code wanted}: found is 0, absent is -1. */
  private void filter(MemorySegment known, int wanted) {
    MemorySegment out = probeRows();
    int end = Math.min(rows, row + chunkRows);
    int n = 0;
    for (int i = row; i < end; i++) {
      Slots.setInt32(out, n, i);
      n += Slots.int32(known, i) >> 31 == wanted ? 1 : 0;
    }
    row = end;
    setCount(n);
  }

  private void innerUnique(MemorySegment known) {
    MemorySegment probe = probeRows();
    MemorySegment build = buildRows();
    int end = Math.min(rows, row + chunkRows);
    int n = 0;
    for (int i = row; i < end; i++) {
      int number = Slots.int32(known, i);
      Slots.setInt32(probe, n, i);
      Slots.setInt32(build, n, number);
      n += number >= 0 ? 1 : 0;
    }
    row = end;
    setCount(n);
  }

  private void leftUnique(MemorySegment known) {
    MemorySegment probe = probeRows();
    int end = Math.min(rows, row + chunkRows);
    int n = end - row;
    MemorySegment.copy(known, 4L * row, buildRows(), 0, 4L * n);
    for (int i = 0; i < n; i++) {
      Slots.setInt32(probe, i, row + i);
    }
    setCount(n);
    row = end;
  }

  private void pairs(MemorySegment known, boolean keepAll) {
    MemorySegment probe = probeRows();
    MemorySegment build = buildRows();
    MemorySegment starts = table.starts();
    MemorySegment order = table.order();
    int n = 0;
    while (row < rows && n < chunkRows) {
      int number = Slots.int32(known, row);
      if (number < 0) {
        if (keepAll) {
          Slots.setInt32(probe, n, row);
          Slots.setInt32(build, n++, KeyTable.ABSENT);
        }
        row++;
        continue;
      }
      int first = Slots.int32(starts, number) + partner;
      int last = Slots.int32(starts, number + 1);
      int take = Math.min(last - first, chunkRows - n);
      for (int i = 0; i < take; i++) {
        Slots.setInt32(probe, n + i, row);
        Slots.setInt32(build, n + i, Slots.int32(order, first + i));
      }
      n += take;
      if (first + take == last) {
        row++;
        partner = 0;
      } else {
        partner += take;
      }
    }
    setCount(n);
  }

  @Override
  public boolean isWholeBatch() {
    return wholeBatch;
  }

  @Override
  public JoinKind kind() {
    return kind;
  }

  @Override
  public void close() {
    if (finder != null) {
      finder.close();
    }
    super.close();
    NativeBuffer live = numbers;
    if (live != null) {
      live.close();
    }
  }
}
