package dev.quern.bench.suite;

import dev.quern.engine.chunk.Chunk;

/**
 * A chunk of one number and no memory.
 *
 * @param value the number
 */
record Count(long value) implements Chunk {
  @Override
  public long byteSize() {
    return 0;
  }

  @Override
  public Chunk retain() {
    return this;
  }

  @Override
  public void close() {}
}
