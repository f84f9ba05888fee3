package dev.quern.engine.spill;

import dev.quern.engine.chunk.Chunk;

/**
 * A chunk that goes to disk by itself and can be read as before, a batch at a time. So the runtime
 * never has to load it whole for a task that reads it: not before the task, and not for it.
 */
public interface Spillable extends Chunk {

  /**
   * Puts what is in memory aside. Readers notice nothing, those in the middle either; what they
   * hold of it stays in memory until they are done. Thread-safe; the caller holds a handle.
   *
   * @return the bytes that this chunk does not hold any more; 0 when it held none, or when somebody
   *     else is just doing the same
   * @throws dev.quern.engine.StorageException when the disk is full: the chunk is unharmed
   */
  long spill(SpillSpace space);
}
