package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the rows as they come, or the first of them, and puts them aside when they exceed the
 * task's share. Small batches, as a selective filter leaves them, are put together: each would hold
 * the memory of the morsel it came from.
 */
final class CollectState implements SinkState {
  private final Schema schema;
  private final long limit;
  private final TaskContext context;
  private final Spool batches;
  private final List<Batch> small = new ArrayList<>();
  private int smallRows;
  private long rows;

  CollectState(Schema schema, long limit, TaskContext context) {
    this.schema = schema;
    this.limit = limit;
    this.context = context;
    this.batches = new Spool(context.spill(), "rows", schema);
  }

  @Override
  public void accept(Batch batch) {
    Batch wanted = first(batch, limit - rows);
    rows += wanted.rows();
    if (wanted.rows() >= RowSource.MORSEL_ROWS / 2) {
      join();
      keep(wanted);
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
  public SpooledBatches finish() {
    join();
    return batches.finish();
  }

  @Override
  public void close() {
    small.forEach(Batch::close);
    small.clear();
    batches.close();
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

  private void keep(Batch batch) {
    batches.add(batch);
    if (batches.bytes() > context.memoryShare()) {
      batches.putAside();
    }
  }

  private void join() {
    if (small.isEmpty()) {
      return;
    }
    // Compact: the strings of a few rows would keep whole pages of the file alive.
    try (Batch joined = Batches.concat(context.memory(), schema, small)) {
      keep(Compact.batch(context.memory(), joined));
    }
    small.forEach(Batch::close);
    small.clear();
    smallRows = 0;
  }
}
