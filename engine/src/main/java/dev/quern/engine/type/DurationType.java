package dev.quern.engine.type;

/**
 * A span of time of a fixed length, as a count of {@code unit}; negative backwards.
 *
 * @param unit what is counted
 */
public record DurationType(TimeUnit unit) implements TickType {
  @Override
  public Layout layout() {
    return Layout.FIXED;
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
    return false;
  }

  @Override
  public String toString() {
    return "duration[" + unit + "]";
  }
}
