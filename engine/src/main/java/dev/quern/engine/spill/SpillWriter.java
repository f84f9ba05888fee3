package dev.quern.engine.spill;

import dev.quern.engine.chunk.Batch;

/** A file of batches being written. Not thread-safe. */
public interface SpillWriter extends AutoCloseable {

  /**
   * Appends {@code batch}, which stays owned by the caller and may be closed at once.
   *
   * @throws dev.quern.engine.StorageException when the disk, or the space allowed on it, is full:
   *     the batch is unharmed
   */
  void write(Batch batch);

  /** Bytes written so far. */
  long bytes();

  /** Ends the file; what was written is the caller's, to read and to close. */
  SpilledBatches finish();

  /** Deletes the file, unless it was finished. Twice is harmless. */
  @Override
  void close();
}
