package dev.quern.engine.kernel;

/** A field of a date or a time of day in the proleptic Gregorian calendar. */
public enum DatePart {
  YEAR,
  /** 1 to 4. */
  QUARTER,
  /** 1 to 12. */
  MONTH,
  /** Of the month, 1 to 31. */
  DAY,
  /** 1, Monday, to 7, Sunday, as ISO 8601 counts. */
  DAY_OF_WEEK,
  /** 1 to 366. */
  DAY_OF_YEAR,
  /** ISO 8601 week, 1 to 53. */
  WEEK,
  /** The year that the ISO 8601 week belongs to. */
  WEEK_YEAR,
  /** 0 to 23. */
  HOUR,
  /** 0 to 59. */
  MINUTE,
  /** 0 to 59. */
  SECOND,
  /** The part of the second below it, in nanoseconds. */
  NANO;

  /** Whether a date has it, without a time of day. */
  public boolean isOfDate() {
    return compareTo(HOUR) < 0;
  }
}
