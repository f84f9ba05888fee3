package dev.quern.engine.spill;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;

/** A place on disk for batches that do not fit in memory. Thread-safe. */
public interface SpillSpace {

  /**
   * Begins a file of batches.
   *
   * @param what what the batches are, for messages: {@code "sorted run"}
   * @param schema of every batch
   * @throws dev.quern.engine.StorageException when the disk, or the space allowed on it, is full
   */
  SpillWriter create(String what, Schema schema);

  /**
   * The account of copies that are made while something is put aside, of a few rows at a time. It
   * stands beside that of the tasks: rows must be put aside just when that is full, and to do so
   * must not need what only putting aside would give.
   */
  MemoryBudget memory();

  /**
   * Opens an account of memory that lies here, in mapped files, where blocks are large: for columns
   * that exceed the task's share and must be addressed as a whole. Owned by the caller, who closes
   * it when everything in it was freed.
   *
   * @param what what is in it, for messages: {@code "rows of a window's partition"}
   */
  MemoryBudget onDisk(String what);
}
