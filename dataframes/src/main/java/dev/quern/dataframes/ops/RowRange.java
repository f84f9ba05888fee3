package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;

/** Rows of a batch that follow each other, from any row on. */
final class RowRange {
  private static final int ALIGNED = 64;

  private RowRange() {}

  /** {@code count} rows of {@code batch}, which stays open; nothing is copied where it need not. */
  static Batch of(MemoryBudget budget, Batch batch, int from, int count) {
    if (from % ALIGNED == 0) {
      return batch.slice(from, count);
    }
    try (NativeBuffer rows = Take.numbers(budget, from, count)) {
      return Take.gather(budget, batch, rows.segment(), count);
    }
  }
}
