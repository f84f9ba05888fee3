package dev.quern.scheduler.capsule;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;

/** A task that runs alone and is never cancelled. */
record ReplayContext(CapsuleTask task, MemoryBudget memory, long memoryShare, SpillSpace spill)
    implements TaskContext {

  @Override
  public void checkCancelled() {}

  @Override
  public Origin origin() {
    return task.origin();
  }

  @Override
  public int partition() {
    return task.key().partition();
  }
}
