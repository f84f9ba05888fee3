package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;

/**
 * Rows in order, in short batches that may be on disk, and the keys of each batch's first row,
 * which stay in memory: places are looked up there before any batch is read.
 */
final class SortedRun implements AutoCloseable {
  private final SpooledBatches rows;
  private final Batch firsts;

  /**
   * @param firsts a row for each batch of {@code rows}, the keys as its columns; both are owned by
   *     this from here on
   */
  SortedRun(SpooledBatches rows, Batch firsts) {
    this.rows = rows;
    this.firsts = firsts;
  }

  SpooledBatches rows() {
    return rows;
  }

  Batch firsts() {
    return firsts;
  }

  /** The rows that {@code cuts} leaves to a part, read one batch at a time. */
  RunReader open(MemoryBudget budget, RunCuts cuts) {
    return new RunSlice(this, budget, cuts);
  }

  @Override
  public void close() {
    rows.close();
    firsts.close();
  }
}
