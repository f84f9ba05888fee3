package dev.quern.dataframes;

import dev.quern.engine.expr.Exprs;
import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.kernel.DateUnit;

/**
 * Functions of a date or timestamp column: {@code col("date").dt().hour()}. Fields are int32, null
 * gives null, instants are read in UTC.
 */
public final class DateFunctions {
  private final Column column;

  DateFunctions(Column column) {
    this.column = column;
  }

  /** The year. */
  public Column year() {
    return part(DatePart.YEAR);
  }

  /** The quarter, 1 to 4. */
  public Column quarter() {
    return part(DatePart.QUARTER);
  }

  /** The month, 1 to 12. */
  public Column month() {
    return part(DatePart.MONTH);
  }

  /** The day of the month, 1 to 31. */
  public Column day() {
    return part(DatePart.DAY);
  }

  /** The day of the week, 1 (Monday) to 7 (Sunday). */
  public Column dayOfWeek() {
    return part(DatePart.DAY_OF_WEEK);
  }

  /** The day of the year, 1 to 366. */
  public Column dayOfYear() {
    return part(DatePart.DAY_OF_YEAR);
  }

  /** The ISO 8601 week, 1 to 53. */
  public Column week() {
    return part(DatePart.WEEK);
  }

  /** The hour, 0 to 23. */
  public Column hour() {
    return part(DatePart.HOUR);
  }

  /** The minute, 0 to 59. */
  public Column minute() {
    return part(DatePart.MINUTE);
  }

  /** The second, 0 to 59. */
  public Column second() {
    return part(DatePart.SECOND);
  }

  /** The value cut to the start of its {@code unit}; weeks begin on Monday. */
  public Column truncate(DateUnit unit) {
    return Column.computed(schema -> Exprs.truncate(unit, column.bind(schema)));
  }

  private Column part(DatePart part) {
    return Column.computed(schema -> Exprs.datePart(part, column.bind(schema)));
  }
}
