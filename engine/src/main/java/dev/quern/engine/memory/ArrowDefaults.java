package dev.quern.engine.memory;

import org.apache.arrow.memory.AllocationManager;

/** What Arrow's own allocators use when nobody tells them otherwise. */
public final class ArrowDefaults {
  private ArrowDefaults() {}

  /** The factory of pooled, 64-byte-aligned native memory. */
  public static AllocationManager.Factory factory() {
    return FfmAllocationManager.FACTORY;
  }
}
