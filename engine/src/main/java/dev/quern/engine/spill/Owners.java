package dev.quern.engine.spill;

import dev.quern.engine.MemoryFaultException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many owners a shared chunk has: one at first, and one for each {@code retain}. The last one
 * to close it frees it. Thread-safe.
 */
public final class Owners {
  private final AtomicInteger count = new AtomicInteger(1);

  /**
   * One more.
   *
   * @param what is owned, for the message
   * @throws MemoryFaultException when the last owner has closed it
   */
  public void add(Object what) {
    if (count.getAndIncrement() <= 0) {
      throw usedAfter(what);
    }
  }

  /**
   * One less; true for the last one, who frees what is owned.
   *
   * @throws MemoryFaultException when it was closed by all before
   */
  public boolean remove(Object what) {
    int left = count.decrementAndGet();
    if (left < 0) {
      throw new MemoryFaultException(what + " freed twice");
    }
    return left == 0;
  }

  /** Demands that there is an owner. */
  public void check(Object what) {
    if (count.get() <= 0) {
      throw usedAfter(what);
    }
  }

  private static MemoryFaultException usedAfter(Object what) {
    return new MemoryFaultException(what + " used after it was freed");
  }
}
