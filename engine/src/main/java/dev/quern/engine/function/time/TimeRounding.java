package dev.quern.engine.function.time;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.Known;
import dev.quern.engine.function.Parameter;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.kernel.scalar.Civil;

/**
 * A date or timestamp cut, raised or rounded to a multiple of a unit: of several days, hours and
 * shorter units counted from 1970-01-01, of weeks from the Monday before it, of months and years
 * from January 1970.
 *
 * @param mode which neighbour
 * @param count how many units make a step
 */
public record TimeRounding(Mode mode, int count, DateUnit unit) implements ScalarFunction {
  private static final Signature SIGNATURE = Signature.of(Parameter.ANY).failing();

  /** Which of the two neighbouring multiples a value becomes. */
  public enum Mode {
    /** The one before. */
    FLOOR,
    /** The one after, unless the value is a multiple. */
    CEIL,
    /** The nearer one; the later one if both are as near. */
    ROUND
  }

  /** Checks the count. */
  public TimeRounding {
    if (count < 1) {
      throw new PlanException("a step of %d %s: it must be at least 1".formatted(count, unit));
    }
  }

  @Override
  public String label() {
    return "%s to %d %s".formatted(mode, count, unit);
  }

  @Override
  public Signature signature() {
    return SIGNATURE;
  }

  @Override
  public RowFunction bind(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    if (clock.perSecond() == 0 && !unit.isOfDate()) {
      throw new PlanException("a date has no " + unit + ": cast it to a timestamp first");
    }
    return (in, out) -> out.set(rounded(clock, in.whole(0)));
  }

  private long rounded(Clock clock, long value) {
    long local = clock.local(value);
    long floor = floor(clock, local);
    if (floor == local || mode == Mode.FLOOR) {
      return value(clock, value, local, floor);
    }
    long next = next(clock, floor);
    if (mode == Mode.ROUND && local - floor < next - local) {
      return value(clock, value, local, floor);
    }
    return value(clock, value, local, next);
  }

  /*
   * Steps shorter than a day are taken on the same side of a change of the zone's clocks, so that
   * the second of two equal hours is not taken for the first.
   */
  private long value(Clock clock, long value, long local, long result) {
    return unit.isOfDate() ? clock.value(result) : value + (result - local);
  }

  private long floor(Clock clock, long local) {
    long day = clock.day(local);
    return switch (unit) {
      case YEAR -> month(clock, step(Civil.year(day) - 1970, count) * 12);
      case QUARTER -> month(clock, step(months(day), 3L * count));
      case MONTH -> month(clock, step(months(day), count));
      case WEEK -> clock.at(step(day + 3, 7L * count) - 3, 0);
      case DAY -> clock.at(step(day, count), 0);
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND -> {
        long step = Math.multiplyExact(unit.ticks(clock.perSecond()), (long) count);
        long floor = local - Math.floorMod(local, step);
        if (floor > local) {
          throw Clock.beyond();
        }
        yield floor;
      }
    };
  }

  private long next(Clock clock, long floor) {
    long day = clock.day(floor);
    return switch (unit) {
      case YEAR -> clock.at(Calendars.addMonths(day, 12L * count), 0);
      case QUARTER -> clock.at(Calendars.addMonths(day, 3L * count), 0);
      case MONTH -> clock.at(Calendars.addMonths(day, count), 0);
      case WEEK -> clock.at(day + 7L * count, 0);
      case DAY -> clock.at(day + count, 0);
      case HOUR, MINUTE, SECOND, MILLISECOND, MICROSECOND ->
          Math.addExact(floor, unit.ticks(clock.perSecond()) * count);
    };
  }

  private static long month(Clock clock, long sinceEpoch) {
    long year = 1970 + Math.floorDiv(sinceEpoch, 12L);
    return clock.at(Civil.day(year, Math.floorMod(sinceEpoch, 12L) + 1, 1), 0);
  }

  private static long months(long day) {
    return (Civil.year(day) - 1970) * 12 + Civil.month(day) - 1;
  }

  private static long step(long index, long width) {
    return index - Math.floorMod(index, width);
  }
}
