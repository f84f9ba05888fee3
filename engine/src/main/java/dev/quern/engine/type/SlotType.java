package dev.quern.engine.type;

/** A type whose values take slots of a fixed width, and are neither numbers nor points in time. */
public sealed interface SlotType extends DType permits CategoricalType, IntervalType {
  @Override
  default Layout layout() {
    return Layout.FIXED;
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
  default boolean isTemporal() {
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
