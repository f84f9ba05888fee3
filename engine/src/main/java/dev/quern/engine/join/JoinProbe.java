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
public final class JoinProbe implements JoinMatches {
  private final MemoryBudget budget;
  private final JoinTable table;
  private final List<Integer> keys;
  private final JoinKind kind;
  private final int chunkRows;
  private final @Nullable KeyFinder finder;
  private final NativeBuffer probeRows;
  private final NativeBuffer buildRows;
  private @Nullable NativeBuffer numbers;
  private int rows;
  private int row;
  private int partner;
  private int count;
  private boolean wholeBatch;

  JoinProbe(
      MemoryBudget budget, JoinTable table, List<Integer> keys, JoinKind kind, int chunkRows) {
    this.budget = budget;
    this.table = table;
    this.keys = keys;
    this.kind = kind;
    this.chunkRows = chunkRows;
    this.finder = table.finder(budget);
    this.probeRows = budget.allocate((long) Integer.BYTES * chunkRows);
    try {
      this.buildRows = budget.allocate((long) Integer.BYTES * chunkRows);
    } catch (RuntimeException e) {
      probeRows.close();
      throw e;
    }
  }

  @Override
  public void start(Batch batch) {
    rows = batch.rows();
    row = 0;
    partner = 0;
    count = 0;
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
    count = 0;
    while (known != null && count == 0 && row < rows) {
      advance(known.segment());
    }
    return count > 0;
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
    wholeBatch = from == 0 && row == rows && count == rows && partner == 0 && oncePerRow();
  }

  private boolean oncePerRow() {
    return table.isUnique() || !kind.hasBuildColumns();
  }

  /** Rows whose number has the sign of {@code wanted}: found is 0, absent is -1. */
  private void filter(MemorySegment known, int wanted) {
    MemorySegment out = probeRows.segment();
    int end = Math.min(rows, row + chunkRows);
    int n = 0;
    for (int i = row; i < end; i++) {
      Slots.setInt32(out, n, i);
      n += Slots.int32(known, i) >> 31 == wanted ? 1 : 0;
    }
    row = end;
    count = n;
  }

  private void innerUnique(MemorySegment known) {
    MemorySegment probe = probeRows.segment();
    MemorySegment build = buildRows.segment();
    int end = Math.min(rows, row + chunkRows);
    int n = 0;
    for (int i = row; i < end; i++) {
      int number = Slots.int32(known, i);
      Slots.setInt32(probe, n, i);
      Slots.setInt32(build, n, number);
      n += number >= 0 ? 1 : 0;
    }
    row = end;
    count = n;
  }

  private void leftUnique(MemorySegment known) {
    MemorySegment probe = probeRows.segment();
    int end = Math.min(rows, row + chunkRows);
    count = end - row;
    MemorySegment.copy(known, 4L * row, buildRows.segment(), 0, 4L * count);
    for (int i = 0; i < count; i++) {
      Slots.setInt32(probe, i, row + i);
    }
    row = end;
  }

  private void pairs(MemorySegment known, boolean keepAll) {
    MemorySegment probe = probeRows.segment();
    MemorySegment build = buildRows.segment();
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
    count = n;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public MemorySegment probeRows() {
    return probeRows.segment();
  }

  @Override
  public MemorySegment buildRows() {
    return buildRows.segment();
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
    probeRows.close();
    buildRows.close();
    NativeBuffer live = numbers;
    if (live != null) {
      live.close();
    }
  }
}
