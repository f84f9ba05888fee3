package dev.quern.engine.type;

/** A type whose values are made of others. They have no order and are no keys. */
public sealed interface NestedType extends NoNumberType permits ListType, StructType {
  @Override
  default boolean isTemporal() {
    return false;
  }

  @Override
  default boolean isNested() {
    return true;
  }
}
