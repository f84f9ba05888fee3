package dev.quern.scheduler.remote;

import java.util.function.Supplier;

/** Whether the current thread does the work of a session that is in another process. */
public final class Elsewhere {
  private static final ScopedValue<Boolean> HERE = ScopedValue.newInstance();

  private Elsewhere() {}

  /** Does {@code work}, which is of a session in another process. */
  public static <T> T call(Supplier<T> work) {
    return ScopedValue.where(HERE, true).call(work::get);
  }

  /** Whether the current thread is within {@link #call}. */
  public static boolean isHere() {
    return HERE.isBound();
  }
}
