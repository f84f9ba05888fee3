package dev.quern.engine.function.time;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.kernel.scalar.Civil;
import java.util.function.LongUnaryOperator;

/** Calendar arithmetic and what a date is called. */
final class Calendars {
  private static final long FARTHEST_MONTHS = 12L * 5_000_000;

  private Calendars() {}

  /** Months later, on the last day of the month where that is shorter. */
  static RowFunction addMonths(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> {
      long local = clock.local(in.whole(0));
      long day = addMonths(clock.day(local), in.integer(1));
      out.set(clock.value(clock.at(day, clock.inDay(local))));
    };
  }

  /** The day so many months later. */
  static long addMonths(long day, long months) {
    long year = Civil.year(day);
    if (Math.abs(months) > FARTHEST_MONTHS) {
      throw Clock.beyond();
    }
    long total = year * 12 + Civil.month(day) - 1 + months;
    long newYear = Math.floorDiv(total, 12L);
    int newMonth = (int) Math.floorMod(total, 12L) + 1;
    if (Math.abs(newYear) > 5_800_000) {
      throw Clock.beyond();
    }
    long dayOfMonth = Math.min(Civil.dayOfMonth(day), Civil.daysInMonth(newYear, newMonth));
    return Civil.day(newYear, newMonth, dayOfMonth);
  }

  /** Days later at the same time of day. */
  static RowFunction addDays(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> {
      long local = clock.local(in.whole(0));
      long days = Math.clamp(in.integer(1), -(1L << 40), 1L << 40);
      out.set(clock.value(clock.at(clock.day(local) + days, clock.inDay(local))));
    };
  }

  /** Ticks later. */
  static void addTicks(Row in, RowResult out) {
    long value = in.integer(0);
    long ticks = in.integer(1);
    long sum = value + ticks;
    if (((value ^ sum) & (ticks ^ sum)) < 0) {
      throw Clock.beyond();
    }
    out.set(sum);
  }

  /** A number made of the day. */
  static RowFunction ofDay(Known known, LongUnaryOperator number) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> out.set(number.applyAsLong(clock.day(clock.local(in.whole(0)))));
  }

  /** The last day of the month. */
  static long lastDay(long day) {
    long year = Civil.year(day);
    int month = (int) Civil.month(day);
    return Civil.day(year, month, Civil.daysInMonth(year, month));
  }

  static long daysInMonth(long day) {
    return Civil.daysInMonth(Civil.year(day), (int) Civil.month(day));
  }

  static long isLeapYear(long day) {
    return Civil.isLeap(Civil.year(day)) ? 1 : 0;
  }

  static long century(long day) {
    return (Civil.year(day) + (Civil.year(day) > 0 ? 99 : -100)) / 100;
  }

  static long millennium(long day) {
    return (Civil.year(day) + (Civil.year(day) > 0 ? 999 : -1000)) / 1000;
  }

  static long decade(long day) {
    return Math.floorDiv(Civil.year(day), 10L);
  }

  /** The English name of the day of the week. */
  static RowFunction dayName(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> {
      long day = clock.day(clock.local(in.whole(0)));
      out.append(TimePattern.DAYS[(int) Civil.dayOfWeek(day) - 1]);
    };
  }

  /** The English name of the month. */
  static RowFunction monthName(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> {
      long day = clock.day(clock.local(in.whole(0)));
      out.append(TimePattern.MONTHS[(int) Civil.month(day) - 1]);
    };
  }

  static void makeDate(Row in, RowResult out) {
    out.set(date(in.integer(0), in.integer(1), in.integer(2)));
  }

  /** Six numbers as a timestamp in microseconds. */
  static void makeTimestamp(Row in, RowResult out) {
    long day = date(in.integer(0), in.integer(1), in.integer(2));
    double second = in.size() > 5 ? in.real(5) : 0;
    out.set(day * 86_400_000_000L + micros(in.integer(3), in.integer(4), second));
  }

  /** An hour, a minute and a second as a time of day in microseconds. */
  static void makeTime(Row in, RowResult out) {
    out.set(micros(in.integer(0), in.integer(1), in.real(2)));
  }

  private static long micros(long hour, long minute, double second) {
    long micros = Math.round(second * 1_000_000);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || !(second >= 0 && second < 60)) {
      throw new ComputeException("there is no time %d:%d:%s".formatted(hour, minute, second));
    }
    // A second so near its end that it is rounded to the next one stays in its own.
    return (hour * 60 + minute) * 60_000_000L + Math.min(micros, 59_999_999);
  }

  private static long date(long year, long month, long dayOfMonth) {
    boolean exists =
        Math.abs(year) <= 290_000
            && month >= 1
            && month <= 12
            && dayOfMonth >= 1
            && dayOfMonth <= Civil.daysInMonth(year, (int) month);
    if (!exists) {
      throw new ComputeException("there is no date %d-%d-%d".formatted(year, month, dayOfMonth));
    }
    return Civil.day(year, month, dayOfMonth);
  }
}
