package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the rows as they come, or the first of them. Small batches, as a selective filter leaves
 * them, are put together: each would hold the memory of the morsel it came from.
 */
final class CollectState implements SinkState {
  private final Schema schema;
  private final long limit;
  private final MemoryBudget budget;
  private final List<Batch> batches = new ArrayList<>();
  private final List<Batch> small = new ArrayList<>();
  private int smallRows;
  private long rows;

  CollectState(Schema schema, long limit, MemoryBudget budget) {
    this.schema = schema;
    this.limit = limit;
    this.budget = budget;
  }

  @Override
  public void accept(Batch batch) {
    Batch wanted = first(batch, limit - rows);
    rows += wanted.rows();
    if (wanted.rows() >= RowSource.MORSEL_ROWS / 2) {
      join();
      batches.add(wanted);
      return;
    }
    small.add(wanted);
    smallRows += wanted.rows();
    if (smallRows >= RowSource.MORSEL_ROWS) {
      join();
    }
  }

  @Override
  public boolean isFull() {
    return rows >= limit;
  }

  @Override
  public BatchList finish() {
    join();
    BatchList result = BatchList.of(schema, batches);
    batches.clear();
    return result;
  }

  @Override
  public void close() {
    batches.forEach(Batch::close);
    small.forEach(Batch::close);
    batches.clear();
    small.clear();
  }

  /** The first {@code count} rows of {@code batch}, which is taken over. */
  static Batch first(Batch batch, long count) {
    if (batch.rows() <= count) {
      return batch;
    }
    try (batch) {
      return batch.slice(0, (int) Math.max(0, count));
    }
  }

  private void join() {
    if (small.isEmpty()) {
      return;
    }
    // Compact: the strings of a few rows would keep whole pages of the file alive.
    try (Batch joined = Batches.concat(budget, schema, small)) {
      batches.add(Compact.batch(budget, joined));
    }
    small.forEach(Batch::close);
    small.clear();
    smallRows = 0;
  }
}
