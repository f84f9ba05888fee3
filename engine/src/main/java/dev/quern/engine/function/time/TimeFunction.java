package dev.quern.engine.function.time;

import static dev.quern.engine.function.Parameter.ANY;
import static dev.quern.engine.function.Parameter.INSTANT;
import static dev.quern.engine.function.Parameter.INTEGER;
import static dev.quern.engine.function.Parameter.NUMBER;
import static dev.quern.engine.function.Parameter.TEXT;
import static dev.quern.engine.function.Parameter.TIMESTAMP;
import static dev.quern.engine.type.DType.BOOL;
import static dev.quern.engine.type.DType.DATE;
import static dev.quern.engine.type.DType.INT32;
import static dev.quern.engine.type.DType.INT64;
import static dev.quern.engine.type.DType.UTF8;

import dev.quern.engine.function.Known;
import dev.quern.engine.function.RowFunction;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.Signature;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.TimeUnit;
import dev.quern.engine.type.TimestampType;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * The functions of dates and timestamps that have no options. Where the calendar matters, instants
 * are taken in the zone of their type. Those that take either are made for dates and timestamps
 * alone: the front end checks that.
 */
@SuppressWarnings("ImmutableEnumChecker") // signatures and binders have no state
public enum TimeFunction implements ScalarFunction {
  /** Months later, on the last day of the month where that is shorter. */
  ADD_MONTHS(Signature.of(ANY, INTEGER).failing(), Calendars::addMonths),
  /** Days later, at the same time of day. */
  ADD_DAYS(Signature.of(ANY, INTEGER).failing(), Calendars::addDays),
  /** Later by so many of the units that the timestamp counts. */
  ADD_TICKS(Signature.of(TIMESTAMP, INTEGER).failing(), known -> Calendars::addTicks),

  LAST_DAY(ofDay(DATE), known -> Calendars.ofDay(known, Calendars::lastDay)),
  TO_DATE(ofDay(DATE), known -> Calendars.ofDay(known, day -> day)),
  /** The time of day. */
  TO_TIME(Signature.of(TIMESTAMP).gives(TimeFunction::timeOfDay), TimeFunction::time),
  DAYS_IN_MONTH(ofDay(INT32), known -> Calendars.ofDay(known, Calendars::daysInMonth)),
  IS_LEAP_YEAR(ofDay(BOOL), known -> Calendars.ofDay(known, Calendars::isLeapYear)),
  DECADE(ofDay(INT32), known -> Calendars.ofDay(known, Calendars::decade)),
  CENTURY(ofDay(INT32), known -> Calendars.ofDay(known, Calendars::century)),
  MILLENNIUM(ofDay(INT32), known -> Calendars.ofDay(known, Calendars::millennium)),
  DAY_NAME(ofDay(UTF8), Calendars::dayName),
  MONTH_NAME(ofDay(UTF8), Calendars::monthName),

  MILLISECOND(ofTime(INT32), known -> ofSecond(known, 1000)),
  MICROSECOND(ofTime(INT32), known -> ofSecond(known, 1_000_000)),
  EPOCH_SECONDS(ofTime(INT64), known -> epoch(known, 1)),
  EPOCH_MILLIS(ofTime(INT64).failing(), known -> epoch(known, 1000)),
  EPOCH_MICROS(ofTime(INT64).failing(), known -> epoch(known, 1_000_000)),
  EPOCH_NANOS(ofTime(INT64).failing(), known -> epoch(known, 1_000_000_000)),

  /** What the clocks of an instant's zone show: a timestamp without a zone. */
  LOCAL_TIME(Signature.of(INSTANT).gives(TimeFunction::withoutZone), TimeFunction::local),
  /** The offset of an instant's zone from UTC, in seconds. */
  ZONE_OFFSET(Signature.of(INSTANT).gives(INT32), TimeFunction::offset),

  STRFTIME(Signature.of(ANY, TEXT).constant(1).gives(UTF8), TimeText::of),
  MAKE_DATE(
      Signature.of(INTEGER, INTEGER, INTEGER).gives(DATE).failing(), known -> Calendars::makeDate),
  MAKE_TIME(
      Signature.of(INTEGER, INTEGER, NUMBER).gives(DType.time(TimeUnit.MICRO)).failing(),
      known -> Calendars::makeTime),
  MAKE_TIMESTAMP(
      Signature.of(INTEGER, INTEGER, INTEGER, INTEGER, INTEGER, NUMBER)
          .optional(1)
          .gives(DType.timestamp(TimeUnit.MICRO))
          .failing(),
      known -> Calendars::makeTimestamp);

  private final Signature signature;
  private final Function<Known, RowFunction> binder;

  TimeFunction(Signature signature, Function<Known, RowFunction> binder) {
    this.signature = signature;
    this.binder = binder;
  }

  @Override
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public RowFunction bind(Known known) {
    return binder.apply(known);
  }

  private static Signature ofDay(DType result) {
    return Signature.of(ANY).gives(result);
  }

  private static Signature ofTime(DType result) {
    return Signature.of(TIMESTAMP).gives(result);
  }

  private static RowFunction ofSecond(Known known, long parts) {
    long perSecond = known.perSecond(0);
    return (in, out) -> {
      long ticks = Math.floorMod(in.integer(0), perSecond);
      out.set(perSecond >= parts ? ticks / (perSecond / parts) : ticks * (parts / perSecond));
    };
  }

  private static RowFunction epoch(Known known, long wanted) {
    long perSecond = known.perSecond(0);
    return perSecond >= wanted
        ? (in, out) -> out.set(Math.floorDiv(in.integer(0), perSecond / wanted))
        : (in, out) -> {
          long value = in.integer(0);
          long scaled = value * (wanted / perSecond);
          if (Math.multiplyHigh(value, wanted / perSecond) != scaled >> 63) {
            throw Clock.beyond();
          }
          out.set(scaled);
        };
  }

  private static DType withoutZone(List<DType> types) {
    return DType.timestamp(((TimestampType) types.getFirst()).unit());
  }

  private static DType timeOfDay(List<DType> types) {
    return DType.time(((TimestampType) types.getFirst()).unit());
  }

  private static RowFunction time(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> out.set(clock.inDay(clock.local(in.integer(0))));
  }

  private static RowFunction local(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> out.set(clock.local(in.integer(0)));
  }

  private static RowFunction offset(Known known) {
    Clock clock = Clock.of(known.types().getFirst());
    return (in, out) -> out.set((long) clock.offset(in.integer(0)));
  }
}
