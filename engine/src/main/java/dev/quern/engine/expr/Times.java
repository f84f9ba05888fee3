package dev.quern.engine.expr;

import dev.quern.engine.PlanException;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.time.AtZone;
import dev.quern.engine.function.time.IntervalBetween;
import dev.quern.engine.function.time.TimeDifference;
import dev.quern.engine.function.time.TimeFunction;
import dev.quern.engine.function.time.TimeRounding;
import dev.quern.engine.function.time.TimeRounding.Mode;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.DatePart;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DurationType;
import dev.quern.engine.type.TimeType;
import dev.quern.engine.type.TimestampType;
import java.time.Duration;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.Optional;

/**
 * Makes expressions of dates and timestamps, checked. Calendar fields, cuts and sums of an instant
 * are those in the zone of its type.
 */
public final class Times {
  private static final long SECONDS_PER_MONTH = ChronoUnit.MONTHS.getDuration().toSeconds();

  private Times() {}

  /** A field of a date or timestamp. */
  public static Expr part(DatePart part, Expr operand) {
    if (operand.type() instanceof TimeType time && !part.isOfDate()) {
      return new DateField(part, new Expr.Cast(operand, DType.timestamp(time.unit()), true));
    }
    requireTemporal(part.toString(), operand, part.isOfDate());
    return new DateField(part, local(operand));
  }

  /** A date or timestamp cut to its unit. */
  public static Expr truncate(DateUnit unit, Expr operand) {
    requireTemporal("truncate", operand, unit.isOfDate());
    return isLocal(operand.type())
        ? new DateTruncate(unit, operand)
        : Calls.of(new TimeRounding(Mode.FLOOR, 1, unit), operand);
  }

  /** A date or timestamp at a multiple of {@code count} units. */
  public static Expr round(Mode mode, int count, DateUnit unit, Expr operand) {
    requireTemporal(mode.toString(), operand, unit.isOfDate());
    return Calls.of(new TimeRounding(mode, count, unit), operand);
  }

  /** A function of a date or timestamp, and perhaps of something else. */
  public static Expr call(ScalarFunction function, Expr operand, Expr... others) {
    requireTemporal(function.label(), operand, true);
    Expr[] all = new Expr[others.length + 1];
    all[0] = operand;
    System.arraycopy(others, 0, all, 1, others.length);
    return Calls.of(function, all);
  }

  /** How many units lie between; see {@link TimeDifference}. */
  public static Expr difference(DateUnit unit, boolean crossed, Expr start, Expr end) {
    Expr[] pair = Operands.aligned(start, end).orElse(new Expr[] {start, end});
    requireTemporal("a difference", pair[0], unit.isOfDate());
    requireTemporal("a difference", pair[1], unit.isOfDate());
    if (!pair[0].type().equals(pair[1].type())) {
      throw new PlanException(
          "a difference: %s is %s, %s is %s".formatted(start, start.type(), end, end.type()));
    }
    return Calls.of(new TimeDifference(unit, crossed), pair);
  }

  /** What leads from one date or timestamp to another; see {@link IntervalBetween}. */
  public static Expr intervalBetween(Expr start, Expr end) {
    return between(new IntervalBetween(), start, end);
  }

  /** A function of two dates or timestamps of one type. */
  public static Expr between(ScalarFunction function, Expr start, Expr end) {
    Expr[] pair = Operands.aligned(start, end).orElse(new Expr[] {start, end});
    requireTemporal(function.label(), pair[0], true);
    requireTemporal(function.label(), pair[1], true);
    if (!pair[0].type().equals(pair[1].type())) {
      throw new PlanException(
          "%s: %s is %s, %s is %s"
              .formatted(function.label(), start, start.type(), end, end.type()));
    }
    return Calls.of(function, pair);
  }

  /** A date or timestamp and a constant {@link Period} or {@link Duration}. */
  public static Expr plus(Expr operand, TemporalAmount amount) {
    if (operand.type().equals(DType.INTERVAL)) {
      return Exprs.arithmetic(ArithmeticOp.ADD, operand, Exprs.literal(amount));
    }
    return switch (amount) {
      case Period period -> {
        Expr sum = operand;
        requireTemporal("a sum with " + period, operand, true);
        if (period.toTotalMonths() != 0) {
          sum = Calls.of(TimeFunction.ADD_MONTHS, sum, Exprs.literal(period.toTotalMonths()));
        }
        yield period.get(ChronoUnit.DAYS) == 0
            ? sum
            : Calls.of(TimeFunction.ADD_DAYS, sum, Exprs.literal(period.get(ChronoUnit.DAYS)));
      }
      case Duration duration
          when operand.type() instanceof TimeType || operand.type() instanceof DurationType ->
          Exprs.arithmetic(ArithmeticOp.ADD, operand, Exprs.literal(duration));
      case Duration duration -> {
        requireTemporal("a sum with " + duration, operand, false);
        long ticks = ticks(duration, (TimestampType) operand.type());
        yield Calls.of(TimeFunction.ADD_TICKS, operand, Exprs.literal(ticks));
      }
      default ->
          throw new PlanException(
              "an interval is a Period or a Duration, not " + amount.getClass().getName());
    };
  }

  /** A date or timestamp and so many units. */
  public static Expr plus(Expr operand, Expr amount, ChronoUnit unit) {
    if (unit == ChronoUnit.FOREVER || unit == ChronoUnit.ERAS) {
      throw new PlanException("nothing is " + unit + " later");
    }
    requireTemporal("a sum with " + unit, operand, unit.isDateBased());
    if (unit.isTimeBased()) {
      long ticks = ticks(unit.getDuration(), (TimestampType) operand.type());
      return Calls.of(TimeFunction.ADD_TICKS, operand, times(amount, ticks));
    }
    return switch (unit) {
      case DAYS -> Calls.of(TimeFunction.ADD_DAYS, operand, amount);
      case WEEKS -> Calls.of(TimeFunction.ADD_DAYS, operand, times(amount, 7));
      default -> {
        long months = Math.round((double) unit.getDuration().toSeconds() / SECONDS_PER_MONTH);
        yield Calls.of(TimeFunction.ADD_MONTHS, operand, times(amount, months));
      }
    };
  }

  /** How many of {@code unit} a duration is, int64, toward zero. */
  public static Expr inUnits(ChronoUnit unit, Expr duration) {
    if (!(duration.type() instanceof DurationType)) {
      throw new PlanException(
          "%s is %s: only a duration is so many %s".formatted(duration, duration.type(), unit));
    }
    return DurationArithmetic.inUnits(unit.getDuration().toNanos(), duration);
  }

  /** The instant at which the clocks of {@code zone} show a local time. */
  public static Expr atZone(AtZone zone, Expr operand) {
    DType.timestamp(dev.quern.engine.type.TimeUnit.SECOND, zone.zone());
    return Calls.of(zone, operand);
  }

  /** The same instant as a value of another zone. */
  public static Expr inZone(String zone, Expr operand) {
    if (!(operand.type() instanceof TimestampType type) || !type.hasZone()) {
      throw new PlanException(
          "%s is %s: only an instant can be shown in a zone; say atZone(\"%s\") to make it one"
              .formatted(operand, operand.type(), zone));
    }
    return Exprs.cast(operand, DType.timestamp(type.unit(), zone));
  }

  private static Expr times(Expr amount, long factor) {
    return factor == 1
        ? amount
        : Exprs.arithmetic(
            ArithmeticOp.MULTIPLY, Exprs.implicit(amount, DType.INT64), Exprs.literal(factor));
  }

  private static long ticks(Duration duration, TimestampType type) {
    long nanosPerTick = 1_000_000_000L / type.unit().perSecond();
    if (duration.getNano() % nanosPerTick != 0) {
      throw new PlanException(
          "%s is no whole number of the units that %s counts: cast to a finer one first"
              .formatted(duration, type));
    }
    return Math.addExact(
        Math.multiplyExact(duration.getSeconds(), type.unit().perSecond()),
        duration.getNano() / nanosPerTick);
  }

  private static Expr local(Expr operand) {
    return isLocal(operand.type()) ? operand : Calls.of(TimeFunction.LOCAL_TIME, operand);
  }

  /* Whether the clocks of the type's zone, if it has one, show what the value counts. */
  private static boolean isLocal(DType type) {
    return !(type instanceof TimestampType timestamp)
        || !timestamp.hasZone()
        || Optional.of(ZoneId.of(timestamp.zone()).getRules())
            .filter(rules -> rules.isFixedOffset())
            .map(rules -> rules.getOffset(java.time.Instant.EPOCH))
            .equals(Optional.of(ZoneOffset.UTC));
  }

  private static void requireTemporal(String verb, Expr operand, boolean dateWillDo) {
    boolean fits =
        operand.type() instanceof TimestampType || (dateWillDo && operand.type() == DType.DATE);
    if (!fits) {
      throw new PlanException(
          "%s needs a %s, but %s is %s"
              .formatted(
                  verb.toLowerCase(java.util.Locale.ROOT),
                  dateWillDo ? "date or timestamp" : "timestamp",
                  operand,
                  operand.type()));
    }
  }
}
