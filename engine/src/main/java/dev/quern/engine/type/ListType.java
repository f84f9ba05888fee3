package dev.quern.engine.type;

import java.util.Objects;

/**
 * Lists of any length. A list may be null, which is not the same as empty, and so may its elements.
 *
 * @param element the type of the elements
 */
public record ListType(DType element) implements DType {

  /** Checks that types are not nested too deeply. */
  public ListType {
    Objects.requireNonNull(element, "element");
    StructType.checkDepth(element);
  }

  @Override
  public Layout layout() {
    return Layout.SPAN;
  }

  @Override
  public int byteWidth() {
    return 8;
  }

  @Override
  public boolean isNumeric() {
    return false;
  }

  @Override
  public boolean isInteger() {
    return false;
  }

  @Override
  public boolean isFloating() {
    return false;
  }

  @Override
  public boolean isTemporal() {
    return false;
  }

  @Override
  public boolean isView() {
    return false;
  }

  @Override
  public boolean isNested() {
    return true;
  }

  @Override
  public String toString() {
    return "list(" + element + ")";
  }
}
