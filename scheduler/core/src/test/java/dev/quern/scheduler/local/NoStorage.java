package dev.quern.scheduler.local;

import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.run.TaskStorage;

/** Storage for tasks that gather nothing. */
final class NoStorage implements TaskStorage {
  @Override
  public long share() {
    return Long.MAX_VALUE;
  }

  @Override
  public SpillSpace spill() {
    throw new UnsupportedOperationException("no task here puts anything aside");
  }
}
