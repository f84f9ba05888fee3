package dev.quern.engine.graph;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;

/**
 * What an operator is told about the task it runs in. Belongs to that one call of {@link
 * Operator#apply}: not to be kept.
 */
public interface TaskContext {

  /**
   * Returns when the computation still wants this task's result. Operators call it once per morsel;
   * it costs one read of memory.
   *
   * @throws dev.quern.engine.CancelledException when the computation was cancelled or has failed
   */
  void checkCancelled();

  /** The account that this task's memory is taken from: output chunks and scratch space. */
  MemoryBudget memory();

  /**
   * Bytes this task may hold before it should put some aside: its share of the memory there is. It
   * changes as other tasks come and go, so operators that gather rows ask once per morsel.
   */
  long memoryShare();

  /** Where this task puts aside what exceeds its share. */
  SpillSpace spill();

  /** Tells that {@code rows} rows of a file were not read to the end: profiles show it. */
  default void skipped(long rows) {}

  /** What the task was made from. */
  Origin origin();

  /** The partition of the result that this task computes. */
  int partition();
}
