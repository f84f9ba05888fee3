package dev.quern.scheduler.capsule;

import org.jspecify.annotations.Nullable;

/**
 * Tells, among the suppressed exceptions of a failure, where its capsule is, or why there is none.
 * Never thrown.
 */
public final class CapsuleNotice extends RuntimeException {
  CapsuleNotice(String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
  }
}
