package dev.quern.scheduler.run;

import dev.quern.engine.spill.SpillSpace;

/** How much the tasks of a submission may hold in memory, and where the rest goes. Thread-safe. */
public interface TaskStorage {

  /** Bytes that one task may hold at this moment before it should put some aside. */
  long share();

  /** Where tasks put batches aside. */
  SpillSpace spill();
}
