package dev.quern.engine.type;

/** A type whose values count units of time in a signed 64-bit integer. */
public sealed interface TickType extends DType permits TimestampType, TimeType, DurationType {

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
  default boolean isNumeric() {
    return false;
  }

  @Override
  default boolean isInteger() {
    return false;
  }

  @Override
  default boolean isUnsigned() {
    return false;
  }

  @Override
  default boolean isFloating() {
    return false;
  }

  @Override
  default boolean isView() {
    return false;
  }

  @Override
  default boolean isNested() {
    return false;
  }
}
