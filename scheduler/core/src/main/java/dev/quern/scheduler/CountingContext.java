package dev.quern.scheduler;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.util.concurrent.atomic.LongAdder;

/** A task's context that adds up the rows that the task has skipped. */
record CountingContext(TaskContext context, LongAdder rows) implements TaskContext {
  @Override
  public void skipped(long count) {
    rows.add(count);
    context.skipped(count);
  }

  @Override
  public void checkCancelled() {
    context.checkCancelled();
  }

  @Override
  public MemoryBudget memory() {
    return context.memory();
  }

  @Override
  public long memoryShare() {
    return context.memoryShare();
  }

  @Override
  public SpillSpace spill() {
    return context.spill();
  }

  @Override
  public Origin origin() {
    return context.origin();
  }

  @Override
  public int partition() {
    return context.partition();
  }
}
