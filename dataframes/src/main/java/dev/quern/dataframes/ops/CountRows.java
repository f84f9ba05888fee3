package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;

/** Counts the rows of one task. */
final class CountRows implements SinkState {
  private long rows;

  @Override
  public void accept(Batch batch) {
    try (batch) {
      rows += batch.rows();
    }
  }

  @Override
  public Chunk finish() {
    return new Value<>(rows);
  }

  @Override
  public void close() {}
}
