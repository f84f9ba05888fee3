package dev.quern.engine.function.time;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.RowResult;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;

/**
 * From one date or timestamp to another of its type: the most whole months that do not lead past
 * the second, then whole days, then what is left, so that the first and the interval are the
 * second. This is what {@code java.time.Period.between} counts. (PostgreSQL's {@code age} borrows
 * the days of the month that the earlier date is in, whose sum may be another day.) Negative, part
 * by part, when the second is before the first.
 */
public record IntervalBetween() implements ScalarFunction {
  private static final Signature SIGNATURE =
      Signature.of(Parameter.ANY, Parameter.ANY).gives(DType.INTERVAL).failing();

  @Override
  public String label() {
    return "interval_between";
  }

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public RowFunction bind(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    long nanosPerTick = clock.perSecond() == 0 ? 0 : 1_000_000_000L / clock.perSecond();
    return (in, out) -> {
      long start = clock.local(in.whole(0));
      long end = clock.local(in.whole(1));
      if (start <= end) {
        between(clock, start, end, nanosPerTick, 1, out);
      } else {
        between(clock, end, start, nanosPerTick, -1, out);
      }
    };
  }

  private static void between(
      Clock clock, long start, long end, long nanosPerTick, long sign, RowResult out) {
    long months = TimeDifference.wholeMonths(clock, start, end);
    long days = clock.day(end) - Calendars.addMonths(clock.day(start), months);
    long ticks = clock.inDay(end) - clock.inDay(start);
    if (ticks < 0) {
      days--;
      ticks += clock.perDay();
    }
    IntervalFunction.set(out, sign * months, sign * days, sign * ticks * nanosPerTick);
  }
}
