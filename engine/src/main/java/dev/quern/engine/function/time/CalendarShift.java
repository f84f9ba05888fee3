package dev.quern.engine.function.time;

import dev.quern.engine.ComputeException;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimestampType;

/**
 * What lies so many months and then days later on the calendar, and then so many ticks: the day
 * becomes the last one of a month that is shorter, and the time of day stays, in the zone of an
 * instant. For one thread.
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
   * How many of the values {@code from}, a step later, two steps later and so on are not past
   * {@code to}; 0 if steps lead away from it. Each is so many steps from the first.
   *
   * @throws ComputeException when the step is nothing, or its parts have different signs
   */
  public long steps(long from, long to, long months, long days, long ticks) {
    boolean forward = months > 0 || days > 0 || ticks > 0;
    boolean backward = months < 0 || days < 0 || ticks < 0;
    if (forward == backward) {
      throw new ComputeException(
          forward
              ? "a step of %d months, %d days and %d units leads both ways"
                  .formatted(months, days, ticks)
              : "a sequence with steps of nothing never ends");
    }
    if (forward ? from > to : from < to) {
      return 0;
    }
    if (months == 0 && days == 0) {
      // Distances take 64 bits without a sign.
      long distance = forward ? to - from : from - to;
      long count = Long.divideUnsigned(distance, Math.abs(ticks)) + 1;
      return count > 0 ? count : Long.MAX_VALUE;
    }
    // Months have 28 days at least, and days 23 hours.
    double least = Math.abs((28.0 * months + days) * clock.perDay() * 23 / 24 + ticks);
    long low = 0;
    long high = (long) (Math.abs((double) to - from) / least) + 2;
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      long value = later(from, middle * months, middle * days, middle * ticks);
      if (forward ? value > to : value < to) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low + 1;
  }

  /** How many nanoseconds a unit of {@code type} lasts; of a date a day. */
  public static long nanosPerTick(DType type) {
    return type instanceof TimestampType timestamp
        ? 1_000_000_000L / timestamp.unit().perSecond()
        : 86_400_000_000_000L;
  }

  /**
   * The nanoseconds of {@code interval} in ticks of {@code type}: none in those of a date.
   *
   * @throws ComputeException when they are no whole number of ticks
   */
  public static long ticks(CalendarInterval interval, DType type) {
    long nanos = interval.nanos();
    long nanosPerTick = nanosPerTick(type);
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
