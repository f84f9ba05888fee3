package dev.quern.dataframes;

import dev.quern.engine.expr.Times;
import java.time.temporal.ChronoUnit;

/**
 * How long a column of durations is in units of a fixed length, int64, cut toward zero; null gives
 * null. The exact quotient is {@code col("d").divide(Duration.ofHours(1))}, a float64.
 */
public final class DurationFunctions {
  private final Column column;

  DurationFunctions(Column column) {
    this.column = column;
  }

  /** Whole days of 24 hours. */
  public Column toDays() {
    return in(ChronoUnit.DAYS);
  }

  /** Whole hours. */
  public Column toHours() {
    return in(ChronoUnit.HOURS);
  }

  /** Whole minutes. */
  public Column toMinutes() {
    return in(ChronoUnit.MINUTES);
  }

  /** Whole seconds. */
  public Column toSeconds() {
    return in(ChronoUnit.SECONDS);
  }

  /** Whole milliseconds; an error where they do not fit 64 bits. */
  public Column toMillis() {
    return in(ChronoUnit.MILLIS);
  }

  /** Whole microseconds; an error where they do not fit 64 bits. */
  public Column toMicros() {
    return in(ChronoUnit.MICROS);
  }

  /** Nanoseconds; an error beyond 292 years. */
  public Column toNanos() {
    return in(ChronoUnit.NANOS);
  }

  private Column in(ChronoUnit unit) {
    return Column.computed(schema -> Times.inUnits(unit, column.bind(schema)));
  }
}
