package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;

/** Batches on disk. Several may read them at once; closing deletes them. */
public interface SpilledBatches extends AutoCloseable {

  /** The schema of every batch. */
  Schema schema();

  /** The rows of all batches. */
  long rows();

  /** How many batches there are. */
  int count();

  /** The rows of batch {@code number}. */
  int rows(int number);

  /** Bytes on disk. */
  long bytes();

  /**
   * The batches in the order they were written, one in memory at a time, with the very same bits.
   *
   * @throws dev.quern.engine.DataException from the reader, when what comes back from the disk is
   *     not what was written
   */
  BatchReader open(MemoryBudget budget);

  /**
   * {@link #open(MemoryBudget)} without the first {@code from} batches.
   *
   * @param from at most as many as there are
   */
  default BatchReader open(MemoryBudget budget, int from) {
    BatchReader reader = open(budget);
    try {
      for (int i = 0; i < from; i++) {
        Batch skipped = reader.next();
        if (skipped == null) {
          throw new IndexOutOfBoundsException("batch " + from + " of " + i);
        }
        skipped.close();
      }
      return reader;
    } catch (RuntimeException | Error e) {
      reader.close();
      throw e;
    }
  }

  /** Deletes the file; what is being read can be read to the end. Twice is harmless. */
  @Override
  void close();
}
