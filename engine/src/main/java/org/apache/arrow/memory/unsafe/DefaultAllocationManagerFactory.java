package org.apache.arrow.memory.unsafe;

import dev.quern.engine.memory.ArrowDefaults;
import org.apache.arrow.memory.AllocationManager;

/**
 * The default allocation manager that Arrow's allocators look up by this class name when they are
 * initialised. Quern brings its own in place of {@code arrow-memory-unsafe}, so that no other
 * allocator is needed on the class path; budgets name theirs explicitly and never use this one.
 */
public final class DefaultAllocationManagerFactory {
  /** Read by Arrow through reflection. */
  public static final AllocationManager.Factory FACTORY = ArrowDefaults.factory();

  private DefaultAllocationManagerFactory() {}
}
