package dev.quern.engine.function.time;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.kernel.scalar.Civil;
import dev.quern.engine.type.DType;

/**
 * How many units lie between two dates or timestamps of one type, int64; negative when the second
 * is before the first.
 *
 * @param crossed whether the boundaries of units that lie in between are counted (31 December and
 *     the next day are a year apart), or else the whole units that have passed
 */
public record TimeDifference(DateUnit unit, boolean crossed) implements ScalarFunction {
  private static final Signature SIGNATURE =
      Signature.of(Parameter.ANY, Parameter.ANY).gives(DType.INT64).failing();

  @Override
  public String label() {
    return (crossed ? "date_diff " : "units_between ") + unit;
  }

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public RowFunction bind(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    if (clock.perSecond() == 0 && !unit.isOfDate()) {
      throw new PlanException("dates are whole days: cast them to timestamps to count " + unit);
    }
    return crossed
        ? (in, out) ->
            out.set(
                Math.subtractExact(
                    index(clock, clock.local(in.whole(1))), index(clock, clock.local(in.whole(0)))))
        : (in, out) -> out.set(whole(clock, in.whole(0), in.whole(1)));
  }

  /* The number of the unit that a local time is in. */
  private long index(Clock clock, long local) {
    long day = clock.day(local);
    return switch (unit) {
      case YEAR -> Civil.year(day);
      case QUARTER -> Math.floorDiv(months(day), 3L);
      case MONTH -> months(day);
      case WEEK -> Math.floorDiv(day + 3, 7L);
      case DAY -> day;
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND ->
          Math.floorDiv(local, unit.ticks(clock.perSecond()));
    };
  }

  private long whole(Clock clock, long start, long end) {
    return switch (unit) {
      case YEAR -> wholeMonths(clock, clock.local(start), clock.local(end)) / 12;
      case QUARTER -> wholeMonths(clock, clock.local(start), clock.local(end)) / 3;
      case MONTH -> wholeMonths(clock, clock.local(start), clock.local(end));
      case WEEK -> Math.subtractExact(clock.local(end), clock.local(start)) / (7 * clock.perDay());
      case DAY -> Math.subtractExact(clock.local(end), clock.local(start)) / clock.perDay();
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND ->
          Math.subtractExact(end, start) / unit.ticks(clock.perSecond());
    };
  }

  /* The most months that can be added to the earlier one without passing the later one. */
  static long wholeMonths(Clock clock, long start, long end) {
    if (start > end) {
      return -wholeMonths(clock, end, start);
    }
    long from = clock.day(start);
    long to = clock.day(end);
    long months = months(to) - months(from);
    long inMonth = Math.min(Civil.dayOfMonth(from), Calendars.daysInMonth(to));
    int order = Long.compare(Civil.dayOfMonth(to), inMonth);
    if (order == 0) {
      order = Long.compare(clock.inDay(end), clock.inDay(start));
    }
    return order < 0 ? months - 1 : months;
  }

  private static long months(long day) {
    return Civil.year(day) * 12 + Civil.month(day) - 1;
  }
}
