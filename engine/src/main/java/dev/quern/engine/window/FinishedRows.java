package dev.quern.engine.window;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows on their way out: what came in, and beside it the columns that were computed. */
final class FinishedRows implements AutoCloseable {
  private final MemoryBudget budget;
  private final Schema schema;
  private final SpooledBatches payload;
  private final Batch results;
  private final boolean copies;
  private final BatchReader reader;
  private int row;

  /**
   * @param schema of both together
   * @param payload owned by this from here on
   * @param results a row for each of {@code payload}; owned by this from here on
   * @param copies whether the results are in memory that ends with this
   */
  FinishedRows(
      MemoryBudget budget, Schema schema, SpooledBatches payload, Batch results, boolean copies) {
    this.budget = budget;
    this.schema = schema;
    this.payload = payload;
    this.results = results;
    this.copies = copies;
    this.reader = payload.open(budget);
  }

  /** The next rows, owned by the caller; null at the end. */
  @Nullable Batch next() {
    Batch batch = reader.next();
    if (batch == null) {
      return null;
    }
    try (batch;
        Batch computed = computed(row, batch.rows())) {
      row += batch.rows();
      List<ColumnVector> columns = new ArrayList<>();
      batch.columns().forEach(column -> columns.add(column.retain()));
      computed.columns().forEach(column -> columns.add(column.retain()));
      return Batch.of(schema, batch.rows(), columns);
    }
  }

  private Batch computed(int from, int count) {
    if (from % Long.SIZE == 0 && !copies) {
      return results.slice(from, count);
    }
    try (NativeBuffer numbers = Take.numbers(budget, from, count);
        Batch some = Take.gather(budget, results, numbers.segment(), count)) {
      return copies ? Compact.copy(budget, some) : some.retain();
    }
  }

  @Override
  public void close() {
    reader.close();
    payload.close();
    results.close();
  }
}
