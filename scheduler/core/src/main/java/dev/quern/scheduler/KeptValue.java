package dev.quern.scheduler;

import dev.quern.engine.graph.LazyChunks;
import java.util.List;

/**
 * A lazy value that a session keeps, as what is built on it sees it.
 *
 * @param chunks how it was computed: in the session that keeps it, nothing of that is computed
 *     again
 * @param sizes how much is in each chunk, as {@link Lazy#sizeOf} says; -1 where that is unknown
 */
public record KeptValue(LazyChunks chunks, List<Long> sizes) {

  /** Copies the list. */
  public KeptValue {
    sizes = List.copyOf(sizes);
  }
}
