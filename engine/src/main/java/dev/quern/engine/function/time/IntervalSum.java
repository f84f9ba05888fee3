package dev.quern.engine.function.time;

import dev.quern.engine.ComputeException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.CalendarInterval;
import java.util.List;

/**
 * A timestamp and an interval: first months, the day becoming the last one of a shorter month, then
 * days, then nanoseconds. Months and days are those of the calendar in the timestamp's zone.
 *
 * @param before whether the interval is taken off, part by part
 */
public record IntervalSum(boolean before) implements ScalarFunction {
  private static final Signature SIGNATURE =
      Signature.of(Parameter.TIMESTAMP, Parameter.INTERVAL).failing();

  @Override
  public String label() {
    return before ? "minus" : "plus";
  }

  @Override
  public String call(List<String> arguments) {
    return "(" + String.join(before ? " - " : " + ", arguments) + ")";
  }

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public RowFunction bind(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    long nanosPerTick = 1_000_000_000L / known.perSecond(0);
    long sign = before ? -1 : 1;
    return (in, out) -> {
      int months = IntervalFunction.months(in, 1);
      int days = IntervalFunction.days(in, 1);
      long nanos = in.high(1);
      long value = in.integer(0);
      if (months != 0 || days != 0) {
        long local = clock.local(value);
        long day = Calendars.addMonths(clock.day(local), sign * months) + sign * days;
        value = clock.value(clock.at(day, clock.inDay(local)));
      }
      if (nanos % nanosPerTick != 0) {
        throw new ComputeException(
            "%s is no whole number of the units that %s counts: cast to a finer one first"
                .formatted(new CalendarInterval(months, days, nanos), known.types().getFirst()));
      }
      out.set(later(value, sign, nanos, nanosPerTick));
    };
  }

  private static long later(long value, long sign, long nanos, long nanosPerTick) {
    try {
      long ticks = nanosPerTick == 1 ? nanos : nanos / nanosPerTick;
      return sign > 0 ? Math.addExact(value, ticks) : Math.subtractExact(value, ticks);
    } catch (ArithmeticException e) {
      throw Clock.beyond();
    }
  }
}
