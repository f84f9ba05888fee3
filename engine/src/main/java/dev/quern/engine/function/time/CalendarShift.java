package dev.quern.engine.function.time;

import dev.quern.engine.ComputeException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;

/**
 * What lies so many months and then days later on the calendar, and then so many ticks: the day
 * becomes the last one of a month that is shorter, and the time of day stays, in the zone of an
 * instant. Immutable.
 */
public final class CalendarShift {
  private final Clock clock;

  private CalendarShift(Clock clock) {
    this.clock = clock;
  }

  /** Shifts of values of {@code type}, a date or a timestamp. */
  public static CalendarShift of(DType type) {
    return new CalendarShift(Clock.of(type));
  }

  /** The value later by months, then days, then ticks of its unit; an error beyond its type. */
  public long later(long value, long months, long days, long ticks) {
    long later = value;
    if (months != 0 || days != 0) {
      long local = clock.local(value);
      long day = clock.day(local);
      day = months == 0 ? day : Calendars.addMonths(day, months);
      later = clock.value(clock.at(day + days, clock.inDay(local)));
    }
    long sum = later + ticks;
    if (((later ^ sum) & (ticks ^ sum)) < 0) {
      throw Clock.beyond();
    }
    return sum;
  }

  /**
   * The nanoseconds of {@code interval} in ticks of {@code type}: none in those of a date.
   *
   * @throws ComputeException when they are no whole number of ticks
   */
  public static long ticks(CalendarInterval interval, DType type) {
    long nanos = interval.nanos();
    long nanosPerTick =
        type instanceof TimestampType timestamp
            ? 1_000_000_000L / timestamp.unit().perSecond()
            : 86_400_000_000_000L;
    if (nanos % nanosPerTick != 0) {
      throw new ComputeException(
          type == DType.DATE
              ? "%s is no whole number of days: cast the date to a timestamp first"
                  .formatted(interval)
              : "%s is no whole number of the units that %s counts: cast to a finer one first"
                  .formatted(interval, type));
    }
    return nanos / nanosPerTick;
  }
}
