package dev.quern.bench.suite;

import dev.quern.engine.chunk.Chunk;
import java.util.List;

/**
 * What a graph computed, held until it is closed.
 *
 * @param chunks its outputs
 */
record Outputs(List<Chunk> chunks) implements AutoCloseable {

  /** The sum of outputs that are counts. */
  long total() {
    long total = 0;
    for (Chunk chunk : chunks) {
      if (chunk instanceof Count(long value)) {
        total += value;
      }
    }
    return total;
  }

  @Override
  public void close() {
    chunks.forEach(Chunk::close);
  }
}
