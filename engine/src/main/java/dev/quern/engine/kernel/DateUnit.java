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
  SECOND;

  /** Whether it is a day or longer. */
  public boolean isOfDate() {
    return compareTo(HOUR) < 0;
  }
}
