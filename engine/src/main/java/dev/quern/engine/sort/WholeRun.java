package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import org.jspecify.annotations.Nullable;

/** A run that is read from the first row to the last. */
final class WholeRun implements RunReader {
  private final BatchReader batches;
  private int rows;

  WholeRun(BatchReader batches) {
    this.batches = batches;
  }

  @Override
  public @Nullable Batch next() {
    Batch batch = batches.next();
    rows = batch == null ? 0 : batch.rows();
    return batch;
  }

  @Override
  public int from() {
    return 0;
  }

  @Override
  public int to() {
    return rows;
  }

  @Override
  public void close() {
    batches.close();
  }
}
