package dev.quern.engine.type;

import java.util.Locale;

/** The types that have no parameters. Use the constants of {@link DType}. */
public enum PrimitiveType implements DType {
  BOOL(Layout.BITMAP, 0),
  INT8(Layout.FIXED, 1),
  INT16(Layout.FIXED, 2),
  INT32(Layout.FIXED, 4),
  INT64(Layout.FIXED, 8),
  UINT8(Layout.FIXED, 1),
  UINT16(Layout.FIXED, 2),
  UINT32(Layout.FIXED, 4),
  UINT64(Layout.FIXED, 8),
  FLOAT32(Layout.FIXED, 4),
  FLOAT64(Layout.FIXED, 8),
  DATE(Layout.FIXED, 4),
  UTF8(Layout.VIEW, 16),
  BINARY(Layout.VIEW, 16);

  private final Layout layout;
  private final int byteWidth;

  PrimitiveType(Layout layout, int byteWidth) {
    this.layout = layout;
    this.byteWidth = byteWidth;
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public int byteWidth() {
    return byteWidth;
  }

  @Override
  public boolean isNumeric() {
    return isInteger() || isUnsigned() || isFloating();
  }

  @Override
  public boolean isInteger() {
    return this == INT8 || this == INT16 || this == INT32 || this == INT64;
  }

  @Override
  public boolean isUnsigned() {
    return this == UINT8 || this == UINT16 || this == UINT32 || this == UINT64;
  }

  @Override
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  @Override
  public boolean isTemporal() {
    return this == DATE;
  }

  @Override
  public boolean isView() {
    return layout == Layout.VIEW;
  }

  @Override
  public boolean isNested() {
    return false;
  }

  /** The lower-case name that schemas and errors print. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
