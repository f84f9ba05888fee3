package dev.quern.engine.type;

/** A type whose values are made of others. They have no order and are no keys. */
public sealed interface NestedType extends DType permits ListType, StructType {
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
    return true;
  }
}
