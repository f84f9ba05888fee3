package dev.quern.scheduler;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The memory accounts of a session's graphs, one each, so that refusals and leaks name the graph.
 *
 * <p>An account outlives its graph as long as an output does. Those of ended graphs are looked at a
 * few at a time, whenever a graph begins or ends, and closed when nothing is held any more.
 */
final class GraphBudgets {
  private static final int LOOKED_AT = 8;

  private final MemoryLedger ledger;
  private final Queue<MemoryBudget> retired = new ConcurrentLinkedQueue<>();

  GraphBudgets(MemoryLedger ledger) {
    this.ledger = ledger;
  }

  /** A new account called {@code name}. */
  MemoryBudget open(String name) {
    closeSome();
    return ledger.memory().child(name);
  }

  /** Notes that the graph of {@code budget} has ended: it holds outputs at most. */
  void retire(MemoryBudget budget) {
    retired.add(budget);
    closeSome();
  }

  /** Closes all accounts that hold nothing. */
  void close() {
    retired.removeIf(GraphBudgets::closedWhenUnused);
  }

  private void closeSome() {
    for (int i = 0; i < LOOKED_AT; i++) {
      MemoryBudget oldest = retired.poll();
      if (oldest == null) {
        break;
      }
      if (!closedWhenUnused(oldest)) {
        retired.add(oldest);
      }
    }
    ledger.shares().keep(retired.stream().mapToLong(MemoryBudget::used).sum());
  }

  private static boolean closedWhenUnused(MemoryBudget budget) {
    if (budget.used() != 0) {
      return false;
    }
    budget.close();
    return true;
  }
}
