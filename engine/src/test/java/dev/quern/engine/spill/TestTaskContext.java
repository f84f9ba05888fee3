package dev.quern.engine.spill;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;

/**
 * A task that a test plays.
 *
 * @param memory what it allocates from
 * @param spill its disk
 * @param memoryShare what it may hold
 * @param stop asked whether it is cancelled
 */
public record TestTaskContext(MemoryBudget memory, SpillSpace spill, long memoryShare, Stop stop)
    implements TaskContext {

  /** Throws when the task is cancelled. */
  @FunctionalInterface
  public interface Stop {
    /** Returns when the task may go on. */
    void check();
  }

  @Override
  public void checkCancelled() {
    stop.check();
  }

  @Override
  public Origin origin() {
    return Origin.of("a test");
  }

  @Override
  public int partition() {
    return 0;
  }
}
