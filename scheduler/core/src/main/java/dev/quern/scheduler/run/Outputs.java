package dev.quern.scheduler.run;

import dev.quern.engine.chunk.Chunk;
import java.util.Iterator;
import java.util.List;

/**
 * The outputs of a computation, handed over one after the other in the order they were asked for:
 * each is the caller's to close from then on. Not thread-safe.
 */
public interface Outputs extends Iterator<Chunk>, AutoCloseable {

  /** Those that are there already. */
  static Outputs of(List<Chunk> chunks) {
    Iterator<Chunk> left = chunks.iterator();
    return new Outputs() {
      @Override
      public boolean hasNext() {
        return left.hasNext();
      }

      @Override
      public Chunk next() {
        return left.next();
      }

      @Override
      public void close() {
        left.forEachRemaining(Chunk::close);
      }
    };
  }

  /** Frees those that were not handed over. */
  @Override
  void close();
}
