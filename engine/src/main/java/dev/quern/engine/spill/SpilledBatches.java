package dev.quern.engine.spill;

import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;

/** Batches on disk. Several may read them at once; closing deletes them. */
public interface SpilledBatches extends AutoCloseable {

  /** The schema of every batch. */
  Schema schema();

  /** The rows of all batches. */
  long rows();

  /** Bytes on disk. */
  long bytes();

  /**
   * The batches in the order they were written, one in memory at a time, with the very same bits.
   *
   * @throws dev.quern.engine.DataException from the reader, when what comes back from the disk is
   *     not what was written
   */
  BatchReader open(MemoryBudget budget);

  /** Deletes the file; what is being read can be read to the end. Twice is harmless. */
  @Override
  void close();
}
