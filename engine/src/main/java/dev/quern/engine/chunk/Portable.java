package dev.quern.engine.chunk;

import dev.quern.engine.memory.MemoryBudget;
import java.io.Serializable;
import java.util.List;

/**
 * A chunk that is made of other chunks, batches in the end, and so can leave its process: it is
 * taken apart, the parts travel, and its form puts them together over there. Whoever reads the copy
 * computes the very same bits.
 *
 * <p>{@link Batch}, {@link BatchList}, {@link Block}, {@link Value} and the batches of a spool are
 * what others are made of, and need not be this.
 */
public interface Portable extends Chunk {

  /**
   * What this is made of at the moment. Thread-safe like {@link #retain}; the caller closes the
   * kit.
   */
  Kit takeApart();

  /** Puts parts together. Implemented by records whose components are data. */
  interface Form extends Serializable {

    /**
     * The chunk, which takes the parts over unless this throws.
     *
     * @param memory what it needs beside them is allocated from
     * @param parts in the order of {@link Kit#parts}
     */
    Chunk assemble(MemoryBudget memory, List<Chunk> parts);
  }

  /**
   * A chunk taken apart.
   *
   * @param form what puts it together again
   * @param parts handles of their own
   */
  record Kit(Form form, List<Chunk> parts) implements AutoCloseable {
    /** Copies the list. */
    public Kit {
      parts = List.copyOf(parts);
    }

    @Override
    public void close() {
      parts.forEach(Chunk::close);
    }
  }
}
