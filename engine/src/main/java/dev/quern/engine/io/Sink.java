package dev.quern.engine.io;

import dev.quern.engine.chunk.Batch;

/**
 * Takes the batches of one output file, in order, from one thread at a time.
 *
 * <p>The file is written aside and published under its name by {@link #commit}; {@link #close}
 * without commit deletes what was written. So a reader never sees half a file.
 */
public interface Sink extends AutoCloseable {

  /** Writes the rows; {@code batch} stays owned by the caller. */
  void write(Batch batch);

  /** Completes the file and publishes it under its name; returns what was written. */
  Written commit();

  /** Ends writing; without a {@link #commit} before, nothing is left behind. */
  @Override
  void close();

  /**
   * What a sink published.
   *
   * @param rows rows in the file
   * @param bytes its length
   */
  record Written(long rows, long bytes) {}
}
