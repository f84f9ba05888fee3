package dev.quern.engine.type;

/** A type whose values take slots of a fixed width, and are neither numbers nor points in time. */
public sealed interface SlotType extends NoNumberType permits CategoricalType, IntervalType {
  @Override
  default Layout layout() {
    return Layout.FIXED;
  }

  @Override
  default boolean isTemporal() {
    return false;
  }

  @Override
  default boolean isNested() {
    return false;
  }
}
