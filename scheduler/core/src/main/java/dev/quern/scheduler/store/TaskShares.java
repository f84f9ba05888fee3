package dev.quern.scheduler.store;

import dev.quern.engine.memory.MemoryBudget;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What each of the tasks that gather data may hold: its part of the memory that can be used at all.
 * Tasks that do not gather have no part, and results that can be put aside make none smaller.
 * Thread-safe.
 */
public final class TaskShares {
  private final MemoryBudget memory;
  private final AtomicInteger gathering = new AtomicInteger();
  private volatile long kept;
  private volatile long largest = Long.MAX_VALUE;

  TaskShares(MemoryBudget memory) {
    this.memory = memory;
  }

  /** Bytes that one of the tasks which gather data may hold. */
  public long each() {
    long usable = MemoryLedger.part(memory, MemoryLedger.TARGET) - memory.reserved() - kept;
    long share =
        Math.max(usable / Math.max(1, gathering.get()), memory.limit() / MemoryLedger.LEAST_SHARE);
    return Math.min(share, largest);
  }

  /** Notes that a task begins to gather data. */
  public void begin() {
    gathering.incrementAndGet();
  }

  /** Notes that a task that gathered data has ended. */
  public void end() {
    gathering.decrementAndGet();
  }

  /** Notes how many bytes are in the hands of users, who alone can give them back. */
  public void keep(long bytes) {
    kept = bytes;
  }

  /**
   * Bounds what one task may hold however much memory there is: so that even a few rows go to disk,
   * where that is what is to be tried.
   */
  public void bound(long bytes) {
    largest = bytes;
  }
}
