package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.key.KeyTable;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One thread's reader of a join table: turns a probe batch into matches, a chunk at a time, however
 * many partners a row has.
 */
public final class JoinProbe extends JoinMatches {
  private final JoinTable table;
  private final JoinKind kind;
  private final int chunkRows;
  private final KeyNumbers numbers;
  private MemorySegment known = MemorySegment.NULL;
  private int rows;
  private int row;
  private int partner;
  private boolean wholeBatch;

  JoinProbe(
      MemoryBudget budget, JoinTable table, List<Integer> keys, JoinKind kind, int chunkRows) {
    super(budget, chunkRows);
    this.table = table;
    this.kind = kind;
    this.chunkRows = chunkRows;
    this.numbers = new KeyNumbers(budget, table, keys);
  }

  @Override
  public void start(Batch batch) {
    rows = batch.rows();
    row = 0;
    partner = 0;
    setCount(0);
    known = numbers.find(batch);
  }

  @Override
  public boolean next() {
    MemorySegment found = known;
    setCount(0);
    while (count() == 0 && row < rows) {
      advance(found);
    }
    return count() > 0;
  }

  private void advance(MemorySegment found) {
    int from = row;
    switch (kind) {
      case SEMI -> filter(found, 0);
      case ANTI -> filter(found, -1);
      case INNER -> {
        if (table.isUnique()) {
          innerUnique(found);
        } else {
          pairs(found, false);
        }
      }
      case LEFT -> {
        if (table.isUnique()) {
          leftUnique(found);
        } else {
          pairs(found, true);
        }
      }
    }
    wholeBatch = from == 0 && row == rows && count() == rows && partner == 0 && oncePerRow();
  }

  private boolean oncePerRow() {
    return table.isUnique() || !kind.hasBuildColumns();
  }

  /** Rows whose number has the sign of {@code wanted}: found is 0, absent is -1. */
  private void filter(MemorySegment found, int wanted) {
    MemorySegment out = probeRows();
    int end = Math.min(rows, row + chunkRows);
    int n = 0;
    for (int i = row; i < end; i++) {
      Slots.setInt32(out, n, i);
      n += Slots.int32(found, i) >> 31 == wanted ? 1 : 0;
    }
    row = end;
    setCount(n);
  }

  private void innerUnique(MemorySegment found) {
    MemorySegment probe = probeRows();
    MemorySegment build = buildRows();
    int end = Math.min(rows, row + chunkRows);
    int n = 0;
    for (int i = row; i < end; i++) {
      int number = Slots.int32(found, i);
      Slots.setInt32(probe, n, i);
      Slots.setInt32(build, n, number);
      n += number >= 0 ? 1 : 0;
    }
    row = end;
    setCount(n);
  }

  private void leftUnique(MemorySegment found) {
    MemorySegment probe = probeRows();
    int end = Math.min(rows, row + chunkRows);
    int n = end - row;
    MemorySegment.copy(found, 4L * row, buildRows(), 0, 4L * n);
    for (int i = 0; i < n; i++) {
      Slots.setInt32(probe, i, row + i);
    }
    setCount(n);
    row = end;
  }

  private void pairs(MemorySegment found, boolean keepAll) {
    MemorySegment probe = probeRows();
    MemorySegment build = buildRows();
    MemorySegment starts = table.partners().starts();
    MemorySegment order = table.partners().order();
    int n = 0;
    while (row < rows && n < chunkRows) {
      int number = Slots.int32(found, row);
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
    numbers.close();
    super.close();
  }
}
