package dev.quern.engine.graph;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;

/**
 * What one of several things at work in a task is told about it: that it may hold a part of the
 * task's share.
 *
 * @param parts how many parts the share has
 */
public record PartOfShare(TaskContext task, int parts) implements TaskContext {
  @Override
  public void checkCancelled() {
    task.checkCancelled();
  }

  @Override
  public MemoryBudget memory() {
    return task.memory();
  }

  @Override
  public long memoryShare() {
    return task.memoryShare() / parts;
  }

  @Override
  public SpillSpace spill() {
    return task.spill();
  }

  @Override
  public void skipped(long rows) {
    task.skipped(rows);
  }

  @Override
  public Origin origin() {
    return task.origin();
  }

  @Override
  public int partition() {
    return task.partition();
  }
}
