package dev.quern.engine.chunk;

import dev.quern.engine.memory.MemoryBudget;

/**
 * A chunk in sections of which a task may read one alone: an exchange between processes then moves
 * that section to it, and not the whole.
 */
public interface Sectioned extends Portable {
  /** No section: what is left is what kind of chunk it is. */
  int NONE = -1;

  /** How many sections there are; 0 when it cannot be divided, so that who wants one reads all. */
  int sections();

  /**
   * A chunk like this, with as many sections, of which all but one are empty; the caller's. Whoever
   * reads only that section computes the same of it.
   *
   * @param memory what is on disk is read into, and otherwise nothing is copied
   * @param section which, or {@link #NONE}
   */
  Sectioned section(MemoryBudget memory, int section);
}
