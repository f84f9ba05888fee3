package dev.quern.scheduler.spark.rdd;

import org.jspecify.annotations.Nullable;

/**
 * Ends a Spark task whose unit has failed. The failure itself is in the report, since Spark tells
 * of exceptions as text.
 */
final class UnitFailedException extends RuntimeException {
  UnitFailedException(@Nullable String message) {
    super(message, null, false, false);
  }
}
