package dev.quern.engine.type;

/**
 * A span of time of a fixed length, as a count of {@code unit}; negative backwards.
 *
 * @param unit what is counted
 */
public record DurationType(TimeUnit unit) implements TickType {
  @Override
  public boolean isTemporal() {
    return false;
  }

  @Override
  public String toString() {
    return "duration[" + unit + "]";
  }
}
