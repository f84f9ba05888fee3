package dev.quern.engine.type;

/** A type whose values count units of time in a signed 64-bit integer. */
public sealed interface TickType extends NoNumberType
    permits TimestampType, TimeType, DurationType {

  /** What is counted. */
  TimeUnit unit();

  @Override
  default Layout layout() {
    return Layout.FIXED;
  }

  @Override
  default int byteWidth() {
    return 8;
  }

  @Override
  default boolean isNested() {
    return false;
  }
}
