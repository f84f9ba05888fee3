package dev.quern.engine.spill;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;

/** The disk of a test that puts nothing aside. */
public enum NoSpillSpace implements SpillSpace {
  NONE;

  @Override
  public SpillWriter create(String what, Schema schema) {
    throw new AssertionError(what + " is put aside");
  }

  @Override
  public MemoryBudget memory() {
    throw new AssertionError("something is put aside");
  }

  @Override
  public MemoryBudget onDisk(String what) {
    throw new AssertionError(what + " are put aside");
  }
}
