package dev.quern.engine.type;

/** A type whose values count units of time in a signed 64-bit integer. */
public sealed interface TickType extends DType permits TimestampType, TimeType, DurationType {

  /** What is counted. */
  TimeUnit unit();
}
