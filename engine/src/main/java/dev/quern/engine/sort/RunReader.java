package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import org.jspecify.annotations.Nullable;

/** The batches of a sorted run, or of a part of it, one after the other. */
public interface RunReader extends AutoCloseable {

  /** The next batch, owned by the caller; null at the end. */
  @Nullable Batch next();

  /** The first row that counts of the batch given last. */
  int from();

  /** Behind the last row that counts of the batch given last. */
  int to();

  @Override
  void close();

  /** All rows of {@code batches}, which is closed with this. */
  static RunReader of(BatchReader batches) {
    return new WholeRun(batches);
  }
}
