package dev.quern.scheduler.spark.worker;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.remote.CallBytes;
import dev.quern.scheduler.store.MemoryLedger;
import dev.quern.scheduler.store.SpillFiles;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What all units that a process carries out have in common: one ledger for their memory, one place
 * for what they put aside, one copy of what several of them read. Thread-safe.
 */
public final class WorkerNode implements AutoCloseable {
  private static volatile @Nullable WorkerNode current;

  private final SpillFiles spill;
  private final MemoryLedger ledger;
  private final SharedChunks shared;
  private final AtomicLong runs = new AtomicLong();

  private WorkerNode(String name, long memory, Path folder) {
    this.spill = new SpillFiles(folder, OptionalLong.empty());
    this.ledger = new MemoryLedger(name, memory, spill);
    this.shared = new SharedChunks(ledger, spill);
  }

  /**
   * Opens the node of this process.
   *
   * @param memory bytes of native memory for all data
   * @param folder where data goes that does not fit
   */
  public static synchronized WorkerNode open(String name, long memory, Path folder) {
    if (current != null) {
      throw new IllegalStateException("this process is a worker already");
    }
    WorkerNode node = new WorkerNode(name, memory, folder);
    current = node;
    return node;
  }

  /** The node of this process. */
  public static WorkerNode current() {
    WorkerNode node = current;
    if (node == null) {
      throw new IllegalStateException("this process is no worker of a cluster, or no longer");
    }
    return node;
  }

  MemoryLedger ledger() {
    return ledger;
  }

  SpillFiles spill() {
    return spill;
  }

  SharedChunks shared() {
    return shared;
  }

  /** A number that no other run of a unit in this process has. */
  long nextRun() {
    return runs.incrementAndGet();
  }

  /** Carries out a call, out of an account of its own; returns how it has ended, as bytes. */
  public byte[] call(byte[] call) {
    try (MemoryBudget account = account("call, run " + nextRun())) {
      return CallBytes.carryOut(call, account, spill);
    }
  }

  /** An account for one run of a unit. */
  MemoryBudget account(String name) {
    return ledger.memory().child(name);
  }

  /**
   * Gives everything back.
   *
   * @throws dev.quern.engine.MemoryFaultException when a unit has left something behind
   */
  @Override
  public void close() {
    synchronized (WorkerNode.class) {
      if (current == this) {
        current = null;
      }
    }
    shared.close();
    spill.close();
    ledger.memory().close();
  }
}
