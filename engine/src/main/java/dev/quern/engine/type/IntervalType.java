package dev.quern.engine.type;

/**
 * Calendar intervals: months, days and nanoseconds beside each other, 32, 32 and 64 bits in this
 * order (Arrow's MONTH_DAY_NANO). See {@link CalendarInterval}. A month and a day have no fixed
 * length, so intervals have no order and are no keys.
 */
public record IntervalType() implements SlotType {

  @Override
  public int byteWidth() {
    return 16;
  }

  @Override
  public String toString() {
    return "interval";
  }
}
