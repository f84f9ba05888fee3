package dev.quern.engine.type;

import dev.quern.engine.PlanException;

/**
 * A time of day without a zone, as a count of {@code unit} since midnight. Seconds and milliseconds
 * of files become microseconds.
 *
 * @param unit microseconds or nanoseconds
 */
public record TimeType(TimeUnit unit) implements TickType {

  /** Checks the unit. */
  public TimeType {
    if (unit != TimeUnit.MICRO && unit != TimeUnit.NANO) {
      throw new PlanException("times count microseconds or nanoseconds, not " + unit);
    }
  }

  /** How many units a day has. */
  public long perDay() {
    return 86_400L * unit.perSecond();
  }

  @Override
  public boolean isTemporal() {
    return false;
  }

  @Override
  public String toString() {
    return "time[" + unit + "]";
  }
}
