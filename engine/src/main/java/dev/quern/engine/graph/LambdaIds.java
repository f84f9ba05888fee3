package dev.quern.engine.graph;

import java.security.SecureRandom;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * Numbers for objects that have no structure: lambdas and method references. A number is never
 * given twice, and {@link #RUN} keeps those of two virtual machines apart.
 */
final class LambdaIds {
  /** A random number of this run of the virtual machine. */
  static final long RUN = new SecureRandom().nextLong();

  /* Lambda classes inherit equals and hashCode from Object: equal here means identical. */
  private static final Map<Object, Long> IDS = new WeakHashMap<>();
  private static long next;

  private LambdaIds() {}

  /** The number of {@code lambda}, the same as long as it lives. */
  static synchronized long of(Object lambda) {
    return IDS.computeIfAbsent(lambda, _ -> next++);
  }
}
