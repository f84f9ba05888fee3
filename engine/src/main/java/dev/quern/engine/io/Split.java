package dev.quern.engine.io;

import dev.quern.engine.memory.MemoryBudget;
import java.io.Serializable;
import java.util.OptionalLong;

/**
 * One independently readable piece of a {@link Source}: a record of plain data (paths, offsets,
 * columns), so that it can be read by any thread or process that reaches the file.
 */
public interface Split extends Serializable {

  /**
   * Opens the piece; the reader allocates from {@code budget} and is closed by the caller.
   *
   * @param batchRows the rows a batch should have at most; a multiple of 64
   */
  BatchReader open(MemoryBudget budget, int batchRows);

  /**
   * The same without batches of which {@code filter} wants no row, where that saves reading them.
   * Whoever has no use for the filter never asks it.
   */
  default BatchReader open(MemoryBudget budget, int batchRows, RowFilter filter) {
    return open(budget, batchRows);
  }

  /** The number of rows when metadata tells it. */
  OptionalLong rowCount();

  /** Roughly the bytes of memory the decoded rows take: what a task reserves. */
  long estimatedBytes();

  /** What errors and plans print: the path and the part of it. */
  String describe();
}
