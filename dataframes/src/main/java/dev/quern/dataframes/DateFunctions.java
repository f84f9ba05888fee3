package dev.quern.dataframes;

import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Times;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.time.Ambiguity;
import dev.quern.engine.function.time.AtZone;
import dev.quern.engine.function.time.BusinessDays;
import dev.quern.engine.function.time.TimeFunction;
import dev.quern.engine.function.time.TimeRounding.Mode;
import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.CalendarInterval;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;

/**
 * Functions of a date or timestamp column: {@code col("date").dt().hour()}. Fields are int32, null
 * gives null. An instant is read in the zone of its column's type; {@link #inZone} shows it in
 * another one, and {@link Column#dt(String)} is short for that.
 */
public final class DateFunctions {
  private final Column column;

  DateFunctions(Column column) {
    this.column = column;
  }

  // Fields

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

  /** The year that the ISO 8601 week belongs to. */
  public Column isoYear() {
    return part(DatePart.WEEK_YEAR);
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

  /** The milliseconds of the second, 0 to 999. */
  public Column millisecond() {
    return call(TimeFunction.MILLISECOND);
  }

  /** The microseconds of the second, 0 to 999,999. */
  public Column microsecond() {
    return call(TimeFunction.MICROSECOND);
  }

  /** The nanoseconds of the second, 0 to 999,999,999. */
  public Column nanosecond() {
    return part(DatePart.NANO);
  }

  /** The year over ten: 202 of 2026. */
  public Column decade() {
    return call(TimeFunction.DECADE);
  }

  /** The century: 21 of 2026. */
  public Column century() {
    return call(TimeFunction.CENTURY);
  }

  /** The millennium: 3 of 2026. */
  public Column millennium() {
    return call(TimeFunction.MILLENNIUM);
  }

  /** How many days the month has. */
  public Column daysInMonth() {
    return call(TimeFunction.DAYS_IN_MONTH);
  }

  /** Whether the year has a 29 February. */
  public Column isLeapYear() {
    return call(TimeFunction.IS_LEAP_YEAR);
  }

  /** The English name of the day of the week. */
  public Column dayName() {
    return call(TimeFunction.DAY_NAME);
  }

  /** The English name of the month. */
  public Column monthName() {
    return call(TimeFunction.MONTH_NAME);
  }

  /** The date alone. */
  public Column date() {
    return call(TimeFunction.TO_DATE);
  }

  /** The time of day of a timestamp. */
  public Column time() {
    return call(TimeFunction.TO_TIME);
  }

  /** The last day of the month, a date. */
  public Column lastDay() {
    return call(TimeFunction.LAST_DAY);
  }

  /** The first day of the month, a date. */
  public Column firstDay() {
    return date().dt().truncate(DateUnit.MONTH);
  }

  /** The first such day of the week after the day, a date. */
  public Column next(DayOfWeek day) {
    return laterBy(Column.of(7L - day.getValue()).plus(dayOfWeek()).mod(7).negate().plus(7));
  }

  /** The day itself if it is such a day of the week, or else the next one: a date. */
  public Column nextOrSame(DayOfWeek day) {
    return laterBy(Column.of(7L + day.getValue()).minus(dayOfWeek()).mod(7));
  }

  /** The last such day of the week before the day, a date. */
  public Column previous(DayOfWeek day) {
    return laterBy(Column.of(7L + day.getValue()).minus(dayOfWeek()).mod(7).minus(7));
  }

  /** The day itself if it is such a day of the week, or else the one before: a date. */
  public Column previousOrSame(DayOfWeek day) {
    return laterBy(Column.of(7L - day.getValue()).plus(dayOfWeek()).mod(7).negate());
  }

  private Column laterBy(Column days) {
    return date().dt().plus(days, ChronoUnit.DAYS);
  }

  /** Whether it is on a day from Monday to Friday that is none of these holidays. */
  public Column isBusinessDay(LocalDate... holidays) {
    return isBusinessDay(BusinessCalendar.MONDAY_TO_FRIDAY.withHolidays(holidays));
  }

  /** Whether it is on a business day of {@code calendar}, with weekends of its own. */
  public Column isBusinessDay(BusinessCalendar calendar) {
    return call(calendar.function(BusinessDays.Kind.IS));
  }

  /**
   * So many business days later, or earlier, at the same time of day: a number or a column. From a
   * day that is none the next one counts as the first, and of 0 days it is the result.
   */
  public Column plusBusinessDays(Object days, LocalDate... holidays) {
    return plusBusinessDays(days, BusinessCalendar.MONDAY_TO_FRIDAY.withHolidays(holidays));
  }

  /** The same by the business days of {@code calendar}. */
  public Column plusBusinessDays(Object days, BusinessCalendar calendar) {
    Column count = Column.of(days);
    BusinessDays function = calendar.function(BusinessDays.Kind.PLUS);
    return Column.computed(schema -> Times.call(function, column.bind(schema), count.bind(schema)));
  }

  /** Seconds since 1970 (of an instant UTC), rounded down, int64. */
  public Column epochSeconds() {
    return call(TimeFunction.EPOCH_SECONDS);
  }

  /** Milliseconds since 1970, int64. */
  public Column epochMillis() {
    return call(TimeFunction.EPOCH_MILLIS);
  }

  /** Microseconds since 1970, int64. */
  public Column epochMicros() {
    return call(TimeFunction.EPOCH_MICROS);
  }

  /** Nanoseconds since 1970, int64; an error beyond the years 1677 to 2262. */
  public Column epochNanos() {
    return call(TimeFunction.EPOCH_NANOS);
  }

  // Rounding

  /** The value cut to the start of its {@code unit}; weeks begin on Monday. */
  public Column truncate(DateUnit unit) {
    return bound(value -> Times.truncate(unit, value));
  }

  /** The value cut to a multiple of so many units, counted from 1970: {@code (15, MINUTE)}. */
  public Column truncate(int count, DateUnit unit) {
    return bound(value -> Times.round(Mode.FLOOR, count, unit, value));
  }

  /**
   * The value cut to a multiple of a length as text: {@code 15m}, {@code 1d}, {@code 1w}, {@code
   * 1mo}; days and shorter ones are counted from 1970, weeks from the Monday before, months from
   * January 1970.
   */
  public Column truncate(String every) {
    CalendarInterval step = TimeWindows.interval(every);
    TimeWindows.requireStep("a cut to", step);
    return DynamicGroups.truncated(column, step);
  }

  /** The start of the next {@code unit}, or the value itself if one begins there. */
  public Column ceil(DateUnit unit) {
    return bound(value -> Times.round(Mode.CEIL, 1, unit, value));
  }

  /** The next multiple of so many units, or the value itself if it is one. */
  public Column ceil(int count, DateUnit unit) {
    return bound(value -> Times.round(Mode.CEIL, count, unit, value));
  }

  /** The nearest start of a {@code unit}, the later one of two that are as near. */
  public Column round(DateUnit unit) {
    return bound(value -> Times.round(Mode.ROUND, 1, unit, value));
  }

  /** The nearest multiple of so many units, the later one of two that are as near. */
  public Column round(int count, DateUnit unit) {
    return bound(value -> Times.round(Mode.ROUND, count, unit, value));
  }

  // Sums

  /**
   * Later by {@code amount}, a column or constant, of {@code unit}. Months and longer units keep
   * the day of the month or take the last one; days and longer ones keep the time of day; shorter
   * ones are exact. For constants there is {@code col("date").plus(interval(3, MONTHS))} too.
   */
  public Column plus(Object amount, ChronoUnit unit) {
    Column count = Column.of(amount);
    return Column.computed(schema -> Times.plus(column.bind(schema), count.bind(schema), unit));
  }

  // Zones

  /** The same instant shown in another zone, an IANA id: {@code Europe/Oslo}. */
  public Column inZone(String zone) {
    return bound(value -> Times.inZone(zone, value));
  }

  /**
   * The instant at which clocks in {@code zone} show this timestamp, which has no zone. Of a time
   * that they show twice the first; one that they skip moves forward by what was skipped.
   */
  public Column atZone(String zone) {
    return atZone(zone, Ambiguity.EARLIER);
  }

  /** The instant at which clocks in {@code zone} show this timestamp, which has no zone. */
  public Column atZone(String zone, Ambiguity ambiguity) {
    return bound(value -> Times.atZone(new AtZone(zone, ambiguity), value));
  }

  /**
   * The instant at which clocks in {@code zone} show what those of this instant's zone show, with
   * {@link Ambiguity} for times that they show twice or never.
   */
  public Column replaceZone(String zone, Ambiguity ambiguity) {
    return local().dt().atZone(zone, ambiguity);
  }

  /** What clocks in the instant's zone show: a timestamp without a zone. */
  public Column local() {
    return call(TimeFunction.LOCAL_TIME);
  }

  /** How far the instant's zone is ahead of UTC, in seconds. */
  public Column zoneOffset() {
    return call(TimeFunction.ZONE_OFFSET);
  }

  // Text

  /**
   * The value as text by a pattern of {@code strftime}: {@code %Y %m %d %H %M %S}, {@code %f}
   * (microseconds), {@code %3f %6f %9f}, {@code %y %I %p %j %a %A %b %B %u %w %G %V %z %Z}, {@code
   * %F %T %R}; {@code %-d} is without leading zeros.
   */
  public Column strftime(String pattern) {
    Column constant = Column.of(pattern);
    return Column.computed(
        schema -> Times.call(TimeFunction.STRFTIME, column.bind(schema), constant.bind(schema)));
  }

  private Column part(DatePart part) {
    return bound(value -> Times.part(part, value));
  }

  private Column call(ScalarFunction function) {
    return bound(value -> Times.call(function, value));
  }

  private Column bound(UnaryOperator<Expr> operation) {
    return Column.computed(schema -> operation.apply(column.bind(schema)));
  }
}
