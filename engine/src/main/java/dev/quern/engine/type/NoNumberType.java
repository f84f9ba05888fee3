package dev.quern.engine.type;

/** A type whose values are neither numbers nor byte strings. */
public sealed interface NoNumberType extends DType permits TickType, SlotType, NestedType {
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
}
