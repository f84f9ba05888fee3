package dev.quern.scheduler.sim;

import dev.quern.engine.StorageException;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;

/** A task of a simulation, as its operator sees it. */
record SimulatedTask(TaskPlay play, Player player, TaskContext task) implements TaskContext {

  @Override
  public void checkCancelled() {
    task.checkCancelled();
    play.look(player);
    task.checkCancelled();
  }

  @Override
  public MemoryBudget memory() {
    return task.memory();
  }

  @Override
  public long memoryShare() {
    return task.memoryShare();
  }

  @Override
  public SpillSpace spill() {
    return play.touchSpill() ? new FaultySpill(task.spill(), this::takeSpillRoom) : task.spill();
  }

  private void takeSpillRoom(long bytes) {
    if (!play.spills(bytes)) {
      throw new StorageException(
          "planted: no room for %,d bytes of spilled batches".formatted(bytes));
    }
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
