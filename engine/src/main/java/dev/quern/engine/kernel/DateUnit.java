package dev.quern.engine.kernel;

/** What dates and timestamps are truncated to; weeks start on Monday. */
public enum DateUnit {
  YEAR,
  QUARTER,
  MONTH,
  WEEK,
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  MILLISECOND,
  MICROSECOND;

  /** Whether it is a day or longer. */
  public boolean isOfDate() {
    return compareTo(HOUR) < 0;
  }

  /** How many ticks it lasts; of a part of a second at least 1. */
  public long ticks(long ticksPerSecond) {
    return switch (this) {
      case HOUR -> 3600 * ticksPerSecond;
      case MINUTE -> 60 * ticksPerSecond;
      case SECOND -> ticksPerSecond;
      case MILLISECOND -> Math.max(1, ticksPerSecond / 1000);
      case MICROSECOND -> Math.max(1, ticksPerSecond / 1_000_000);
      case DAY -> 86_400 * ticksPerSecond;
      case WEEK -> 7 * 86_400 * ticksPerSecond;
      case YEAR, QUARTER, MONTH -> throw new IllegalArgumentException(this + "s differ in length");
    };
  }
}
