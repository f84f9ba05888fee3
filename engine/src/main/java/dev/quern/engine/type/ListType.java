package dev.quern.engine.type;

import java.util.Objects;

/**
 * Lists of any length. A list may be null, which is not the same as empty, and so may its elements.
 *
 * @param element the type of the elements
 */
public record ListType(DType element) implements NestedType {

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
  public String toString() {
    return "list(" + element + ")";
  }
}
