package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a chunk, cut into morsels; nothing is copied that is in memory. */
public final class Morsels implements BatchReader {
  private final BatchReader batches;
  private @Nullable Batch current;
  private int row;

  private Morsels(BatchReader batches) {
    this.batches = batches;
  }

  /** The morsels of {@code chunk}, which stays owned by the caller and open meanwhile. */
  public static Morsels of(MemoryBudget budget, Chunk chunk) {
    return new Morsels(batches(budget, chunk));
  }

  /** The batches of {@code chunk} as they are. */
  static BatchReader batches(MemoryBudget budget, Chunk chunk) {
    return switch (chunk) {
      case Batch single -> new Handles(single.schema(), List.of(single).iterator());
      case BatchList list -> new Handles(list.schema(), list.batches().iterator());
      case SpooledBatches spooled -> spooled.open(budget);
      default -> throw new IllegalArgumentException(chunk + " has no rows");
    };
  }

  @Override
  public Schema schema() {
    return batches.schema();
  }

  @Override
  public @Nullable Batch next() {
    Batch batch = current;
    if (batch == null) {
      batch = batches.next();
      row = 0;
    }
    if (batch == null || batch.rows() <= RowSource.MORSEL_ROWS) {
      current = null;
      return batch;
    }
    current = batch;
    int count = Math.min(RowSource.MORSEL_ROWS, batch.rows() - row);
    Batch morsel = batch.slice(row, count);
    row += count;
    if (row == batch.rows()) {
      closeCurrent();
    }
    return morsel;
  }

  private void closeCurrent() {
    Batch batch = current;
    current = null;
    if (batch != null) {
      batch.close();
    }
  }

  @Override
  public void close() {
    closeCurrent();
    batches.close();
  }

  /** Batches that stay their owner's. */
  private static final class Handles implements BatchReader {
    private final Schema schema;
    private Iterator<Batch> batches;

    Handles(Schema schema, Iterator<Batch> batches) {
      this.schema = schema;
      this.batches = batches;
    }

    @Override
    public Schema schema() {
      return schema;
    }

    @Override
    public @Nullable Batch next() {
      return batches.hasNext() ? batches.next().retain() : null;
    }

    @Override
    public void close() {
      batches = java.util.Collections.emptyIterator();
    }
  }
}
