package dev.quern.scheduler.run;

import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.store.MemoryLedger;
import org.jspecify.annotations.Nullable;

/** How much the tasks of a submission may hold in memory, and where the rest goes. Thread-safe. */
public interface TaskStorage {

  /** Bytes that one task may hold at this moment before it should put some aside. */
  long share();

  /** Where tasks put batches aside. */
  SpillSpace spill();

  /** The ledger that has results put aside while memory is short, if there is one. */
  default @Nullable MemoryLedger ledger() {
    return null;
  }
}
