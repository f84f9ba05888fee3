package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;

import dev.quern.engine.ComputeException;
import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.function.time.CalendarShift;
import dev.quern.engine.function.time.TimeFunction;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.util.Objects;

/** Frames of dates and timestamps at equal steps: those of a range of integers, made times. */
final class TimeRanges {
  private TimeRanges() {}

  static DataFrame of(Temporal from, Temporal to, CalendarInterval step) {
    if (from.getClass() != to.getClass()) {
      throw new PlanException(
          "a range from a %s to a %s: both are of one kind"
              .formatted(from.getClass().getSimpleName(), to.getClass().getSimpleName()));
    }
    DType type = type(from, to, step);
    Expr.Literal first = literal(from, type);
    try {
      long start = count(first);
      long ticks = CalendarShift.ticks(step, type);
      long rows =
          CalendarShift.of(type)
              .steps(start, count(literal(to, type)), step.months(), step.days(), ticks);
      String name = type == DType.DATE ? "date" : "time";
      return isEven(step, type)
          ? Frames.scan(new RangeSource(start, Math.addExact(days(step, type), ticks), rows))
              .select(counted(type).as(name))
          : Frames.range(rows).select(stepped(first, step, ticks).as(name));
    } catch (ComputeException | ArithmeticException e) {
      throw new PlanException("a range by %s: %s".formatted(step, e.getMessage()));
    }
  }

  private static DType type(Temporal from, Temporal to, CalendarInterval step) {
    return switch (from) {
      case LocalDate _ -> DType.DATE;
      case LocalDateTime _ -> DType.timestamp(unit(from, to, step));
      case Instant _ -> DType.timestamp(unit(from, to, step), "UTC");
      case ZonedDateTime zoned -> DType.timestamp(unit(from, to, step), zoned.getZone().getId());
      default ->
          throw new PlanException(
              "a range goes from a LocalDate, LocalDateTime, Instant or ZonedDateTime, not a "
                  + from.getClass().getSimpleName());
    };
  }

  private static TimeUnit unit(Temporal from, Temporal to, CalendarInterval step) {
    boolean whole =
        from.get(ChronoField.NANO_OF_SECOND) % 1000 == 0
            && to.get(ChronoField.NANO_OF_SECOND) % 1000 == 0
            && step.nanos() % 1000 == 0;
    return whole ? TimeUnit.MICRO : TimeUnit.NANO;
  }

  private static Expr.Literal literal(Temporal time, DType type) {
    Expr given = Exprs.literal(time instanceof ZonedDateTime zoned ? zoned.toInstant() : time);
    if (Exprs.implicit(given, type) instanceof Expr.Literal literal) {
      return literal;
    }
    throw new PlanException("%s does not fit %s".formatted(time, type));
  }

  private static long count(Expr.Literal time) {
    return (Long) Objects.requireNonNull(time.value());
  }

  /* Whether all steps are equally long: months are not, nor the days of a zone. */
  private static boolean isEven(CalendarInterval step, DType type) {
    boolean isZoned = type instanceof TimestampType timestamp && timestamp.hasZone();
    return step.months() == 0 && (step.days() == 0 || !isZoned);
  }

  private static long days(CalendarInterval step, DType type) {
    return type instanceof TimestampType timestamp
        ? Math.multiplyExact(86_400L * timestamp.unit().perSecond(), step.days())
        : step.days();
  }

  private static Column counted(DType type) {
    return Column.computed(schema -> new Expr.Cast(id(schema), type, true));
  }

  private static Column stepped(Expr first, CalendarInterval step, long ticks) {
    return Column.computed(
        schema -> {
          Expr time = first;
          if (step.months() != 0) {
            time = Calls.of(TimeFunction.ADD_MONTHS, time, times(schema, step.months()));
          }
          boolean isDate = first.type() == DType.DATE;
          long days = isDate ? step.days() + ticks : step.days();
          if (days != 0) {
            time = Calls.of(TimeFunction.ADD_DAYS, time, times(schema, days));
          }
          return isDate || ticks == 0
              ? time
              : Calls.of(TimeFunction.ADD_TICKS, time, times(schema, ticks));
        });
  }

  private static Expr times(Schema schema, long factor) {
    return Exprs.arithmetic(ArithmeticOp.MULTIPLY, id(schema), Exprs.literal(factor));
  }

  private static Expr id(Schema schema) {
    return col(RangeSource.COLUMN).bind(schema);
  }
}
