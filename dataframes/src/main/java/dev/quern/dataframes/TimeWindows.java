package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.type.CalendarInterval;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;

/**
 * Windows of time that begin at regular times: {@code offset + k * every}, and last {@code period}.
 * Hours and shorter steps and several days are counted from 1970-01-01, whole weeks from the Monday
 * before it, months from January 1970.
 *
 * <pre>
 *   every 10 min, period 15 min      0----------)15
 *                                         10----------)25
 *                                              20----------)35
 * </pre>
 *
 * <p>A {@code Duration} of whole days is that many days of the calendar. Windows that begin every
 * so many days or months are those that the clocks and the calendar of the column's zone show: a
 * day has 23 hours when clocks are put forward, and the window still begins at the same time of
 * day. All lengths are written as amounts of time or as text: {@code every("1mo")}; see {@link
 * CalendarInterval#of(String)}.
 *
 * @param every from one beginning to the next: months, or days, or nanoseconds
 * @param period how long each lasts: they overlap if it is longer than {@code every}, and leave
 *     gaps if it is shorter
 * @param offset what beginnings are moved by; months only where {@code every} is months
 * @param closed which end belongs to a window, the other does not
 * @param label which end names it
 */
public record TimeWindows(
    CalendarInterval every,
    CalendarInterval period,
    CalendarInterval offset,
    Side closed,
    Side label) {
  private static final long MOST = 10_000;
  private static final CalendarInterval NOTHING = new CalendarInterval(0, 0, 0);

  /** An end of a window. */
  public enum Side {
    LEFT,
    RIGHT
  }

  /** Checks the lengths. */
  public TimeWindows {
    requireStep("windows every", every);
    if (!isPositive(period)) {
      throw new PlanException("windows of %s every %s: both are positive".formatted(period, every));
    }
    if (every.nanos() % 1000 != 0 || period.nanos() % 1000 != 0 || offset.nanos() % 1000 != 0) {
      throw new PlanException(
          "windows of %s every %s, moved by %s: microseconds are the least"
              .formatted(period, every, offset));
    }
    if (offset.months() != 0 && every.months() == 0) {
      throw new PlanException(
          "windows every %s, moved by %s: only windows of months are moved by months"
              .formatted(every, offset));
    }
    if (most(period, every) >= MOST) {
      throw new PlanException(
          "windows of %s every %s: a row would be in more than %,d".formatted(period, every, MOST));
    }
  }

  /** Windows that follow each other, closed and labelled on the left. */
  public static TimeWindows every(TemporalAmount every) {
    CalendarInterval length = interval(every);
    return new TimeWindows(length, length, NOTHING, Side.LEFT, Side.LEFT);
  }

  /** The same of a length as text: {@code 15m}, {@code 1d}, {@code 1w}, {@code 1mo}, {@code 1q}. */
  public static TimeWindows every(String every) {
    return every(interval(every));
  }

  /** Windows of {@code every}, which is a calendar interval. */
  public static TimeWindows every(CalendarInterval every) {
    return new TimeWindows(every, every, NOTHING, Side.LEFT, Side.LEFT);
  }

  /** Weeks that begin on this day. */
  public static TimeWindows weeks(DayOfWeek first) {
    return every(Period.ofWeeks(1)).withOffset(Period.ofDays(first.getValue() - 1));
  }

  /** These windows, of another length. */
  public TimeWindows withPeriod(TemporalAmount value) {
    return new TimeWindows(every, interval(value), offset, closed, label);
  }

  /** These windows, of another length as text. */
  public TimeWindows withPeriod(String value) {
    return new TimeWindows(every, interval(value), offset, closed, label);
  }

  /** These windows, beginning later. */
  public TimeWindows withOffset(TemporalAmount value) {
    return new TimeWindows(every, period, interval(value), closed, label);
  }

  /** These windows, beginning later by a length as text. */
  public TimeWindows withOffset(String value) {
    return new TimeWindows(every, period, interval(value), closed, label);
  }

  /** These windows with this end in them. */
  public TimeWindows withClosed(Side value) {
    return new TimeWindows(every, period, offset, value, label);
  }

  /** These windows with this end as their name. */
  public TimeWindows withLabel(Side value) {
    return new TimeWindows(every, period, offset, closed, value);
  }

  /** In how many windows a row is at most. */
  int overlaps() {
    return isEven() ? (int) multiple() : (int) Math.ceil(most(period, every));
  }

  /** Whether each row is in just so many: a window ends where another begins. */
  boolean isEven() {
    return multiple() > 0;
  }

  /** Whether windows begin by the calendar, rather than at equal distances. */
  boolean isByCalendar() {
    return every.nanos() == 0;
  }

  /** Whether these go with columns of dates. */
  boolean areOfDates() {
    return every.nanos() == 0 && period.nanos() == 0 && offset.nanos() == 0;
  }

  /* How often `every` is in `period`; 0 if that is no whole number. */
  private long multiple() {
    if (every.months() != 0) {
      boolean whole =
          period.days() == 0 && period.nanos() == 0 && period.months() % every.months() == 0;
      return whole ? period.months() / every.months() : 0;
    }
    if (every.days() != 0) {
      boolean whole =
          period.months() == 0 && period.nanos() == 0 && period.days() % every.days() == 0;
      return whole ? period.days() / every.days() : 0;
    }
    boolean whole =
        period.months() == 0 && period.days() == 0 && period.nanos() % every.nanos() == 0;
    return whole ? period.nanos() / every.nanos() : 0;
  }

  /** Refuses what is not positive, and a mix of months, days and hours. */
  static void requireStep(String what, CalendarInterval step) {
    if (!isPositive(step)) {
      throw new PlanException("%s %s: it is positive".formatted(what, step));
    }
    if (parts(step) > 1) {
      throw new PlanException(
          "%s %s: it is so many months, or days, or hours, not a mix".formatted(what, step));
    }
  }

  private static boolean isPositive(CalendarInterval interval) {
    return interval.months() >= 0
        && interval.days() >= 0
        && interval.nanos() >= 0
        && parts(interval) > 0;
  }

  private static int parts(CalendarInterval interval) {
    return (interval.months() == 0 ? 0 : 1)
        + (interval.days() == 0 ? 0 : 1)
        + (interval.nanos() == 0 ? 0 : 1);
  }

  /** {@code text} as a length of time. */
  static CalendarInterval interval(String text) {
    try {
      return CalendarInterval.of(text);
    } catch (DateTimeException e) {
      throw new PlanException(String.valueOf(e.getMessage()));
    }
  }

  /** An amount of time; a {@code Duration} of whole days is days of the calendar. */
  static CalendarInterval interval(TemporalAmount amount) {
    try {
      return switch (amount) {
        case Period period -> CalendarInterval.of(period);
        case Duration duration -> {
          Duration rest = duration.minusDays(duration.toDays());
          yield rest.isZero()
              ? new CalendarInterval(0, Math.toIntExact(duration.toDays()), 0)
              : CalendarInterval.of(duration);
        }
        default ->
            throw new PlanException(
                "a length of time is a Period or a Duration, not " + amount.getClass().getName());
      };
    } catch (ArithmeticException e) {
      throw new PlanException(amount + " is longer than an interval can be");
    }
  }

  /* How long an interval is in hours: months and days differ. */
  private static double hours(CalendarInterval interval, int monthDays, int dayHours) {
    return ((double) interval.months() * monthDays + interval.days()) * dayHours
        + interval.nanos() / 3.6e12;
  }

  /* How many times `every` there is room for in `period` at most. */
  private static double most(CalendarInterval period, CalendarInterval every) {
    return hours(period, 31, 25) / hours(every, 28, 23);
  }
}
