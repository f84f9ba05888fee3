package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Choices;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Times;
import dev.quern.engine.function.number.NumberFunction;
import dev.quern.engine.function.text.TextFunction;
import dev.quern.engine.function.time.BusinessDays;
import dev.quern.engine.function.time.IntervalFunction;
import dev.quern.engine.function.time.TimeFunction;
import dev.quern.engine.function.user.RowFn;
import dev.quern.engine.function.user.UserFunction;
import dev.quern.engine.kernel.DateUnit;
import dev.quern.engine.nested.Lists;
import dev.quern.engine.nested.Structs;
import dev.quern.engine.type.DType;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.List;
import java.util.stream.Stream;

/**
 * Functions of several columns or constants, that belong to none of them. {@link Frames} has these
 * methods too, so that one static import is enough.
 */
abstract sealed class FrameFunctions permits Aggregates {
  FrameFunctions() {}

  /** The greatest of some columns or constants, in their common type; nulls are left out. */
  public static Column greatest(Object... values) {
    List<Column> columns = Stream.of(values).map(Column::of).toList();
    return Column.computed(
        schema -> Choices.greatest(columns.stream().map(c -> c.bind(schema)).toList()));
  }

  /** The least of some columns or constants, in their common type; nulls are left out. */
  public static Column least(Object... values) {
    List<Column> columns = Stream.of(values).map(Column::of).toList();
    return Column.computed(
        schema -> Choices.least(columns.stream().map(c -> c.bind(schema)).toList()));
  }

  /** A list of some columns or constants, in their common type; nulls are elements. */
  public static Column listOf(Object... elements) {
    List<Column> columns = Stream.of(elements).map(Column::of).toList();
    return Column.computed(schema -> Lists.of(columns.stream().map(c -> c.bind(schema)).toList()));
  }

  /** A list without elements, of a type that has such ones. */
  public static Column emptyListOf(DType element) {
    return Column.computed(_ -> Lists.empty(element));
  }

  /**
   * Lists of structs of what stands at the same place in some lists, each under its name: {@code
   * zip(col("x"), col("y"))}. They are as long as the longest; a shorter list gives nulls, and so
   * does one that is null.
   */
  public static Column zip(Column... lists) {
    List<Column> columns = List.of(lists);
    if (columns.isEmpty()) {
      throw new PlanException("a zip needs at least one list");
    }
    Column longest =
        greatest(columns.stream().map(c -> (Object) c.list().length().fillNull(0)).toArray());
    return sequence(0, longest)
        .list()
        .transform(
            place ->
                structOf(
                    columns.stream()
                        .map(c -> c.list().get(place).as(c.name().orElse("")))
                        .toArray()));
  }

  /** The integers from {@code from} to before {@code to}, columns or constants, as a list. */
  public static Column sequence(Object from, Object to) {
    return sequence(from, to, 1);
  }

  /**
   * Every {@code step}th integer from {@code from} up to before {@code to}, or down to it with a
   * negative step; columns or constants. An empty list where {@code to} lies on the other side, and
   * null where one of them is; a step of 0 is an error.
   */
  public static Column sequence(Object from, Object to, Object step) {
    Column first = Column.of(from);
    Column bound = Column.of(to);
    Column by = Column.of(step);
    return Column.computed(
        schema -> Lists.sequence(first.bind(schema), bound.bind(schema), by.bind(schema)));
  }

  /**
   * The dates or timestamps from {@code from} to {@code to}, both included where a step leads
   * there, as a list, which {@link NestedVerbs#explode} makes rows of: {@code
   * dateSequence(col("first"), col("last"), Period.ofMonths(1))}. Each is so many steps from the
   * first, as in {@link FrameSources#dateRange}. Empty where steps lead away from {@code to}; null
   * where one of the three is. More than 2^24 elements are an error.
   *
   * @param step a {@code Period} or {@code Duration} (of whole days: days of the calendar), a text
   *     such as {@code 1mo}, or a column of intervals or durations
   */
  public static Column dateSequence(Object from, Object to, Object step) {
    Column first = Column.of(from);
    Column last = Column.of(to);
    Column by =
        Column.of(
            switch (step) {
              case TemporalAmount amount -> TimeWindows.interval(amount);
              case String text -> TimeWindows.interval(text);
              default -> step;
            });
    return Column.computed(
        schema -> Lists.dateSequence(first.bind(schema), last.bind(schema), by.bind(schema)));
  }

  /**
   * A struct of some columns, each under its name: {@code structOf("x", col("a").plus(1).as("y"))}.
   *
   * @param fields names of columns, or expressions that have names
   */
  public static Column structOf(Object... fields) {
    List<Column> columns = Stream.of(fields).map(Column::input).toList();
    List<String> names =
        columns.stream()
            .map(
                column ->
                    column
                        .name()
                        .orElseThrow(
                            () ->
                                new PlanException(
                                    "a field of a struct needs a name: write .as(\"name\")")))
            .toList();
    return Column.computed(
        schema -> Structs.of(names, columns.stream().map(c -> c.bind(schema)).toList()));
  }

  /**
   * A 64-bit hash of some columns, the same always and everywhere: xxHash64 as Spark's {@code
   * xxhash64} computes it. Nulls are passed over; int64.
   */
  public static Column hash(Object... columns) {
    return Column.call(NumberFunction.XXHASH64, columns);
  }

  /** Texts one behind the other: columns or constants; null if one is. */
  public static Column concat(Object... texts) {
    return Column.call(TextFunction.CONCAT, texts);
  }

  /** Texts with {@code separator} in between; nulls among them are left out. */
  public static Column concatWs(Object separator, Object... texts) {
    return Column.call(
        TextFunction.CONCAT_WS, Stream.concat(Stream.of(separator), Stream.of(texts)).toArray());
  }

  /**
   * Text with the values of columns or constants in the places of {@code {}}: {@code format("{} of
   * {}", col("n"), "all")}. They stand there as a cast to text writes them; null if one is. {@code
   * {{}} and {@code }}} are braces.
   */
  public static Column format(String template, Object... values) {
    return TextTemplate.of(template, Stream.of(values).map(Column::of).toList());
  }

  /** The character of a code point, as text; an error if it is none. */
  public static Column chr(Object codePoint) {
    return Column.call(TextFunction.CHR, codePoint);
  }

  /**
   * A calendar interval of months, days and nanoseconds, which are numbers, columns or their names;
   * to be added to dates and timestamps, in this order. Each that does not fit its 32, 32 and 64
   * bits is an error.
   */
  public static Column interval(Object months, Object days, Object nanos) {
    return Column.call(IntervalFunction.INTERVAL_OF, months, days, nanos);
  }

  /**
   * The interval that leads from one date or timestamp to another: the most whole months, then
   * whole days, then what is left. {@code start} and this interval are {@code end}; if {@code end}
   * is before, all parts are negative or 0.
   */
  public static Column intervalBetween(Object start, Object end) {
    Column from = Column.of(start);
    Column to = Column.of(end);
    return Column.computed(schema -> Times.intervalBetween(from.bind(schema), to.bind(schema)));
  }

  /** A span of time, to be added to dates and timestamps: {@code interval(3, MONTHS)}. */
  public static TemporalAmount interval(int count, ChronoUnit unit) {
    return switch (unit) {
      case DAYS -> Period.ofDays(count);
      case WEEKS -> Period.ofWeeks(count);
      case MONTHS -> Period.ofMonths(count);
      case YEARS -> Period.ofYears(count);
      case DECADES -> Period.ofYears(Math.multiplyExact(10, count));
      case CENTURIES -> Period.ofYears(Math.multiplyExact(100, count));
      case MILLENNIA -> Period.ofYears(Math.multiplyExact(1000, count));
      case NANOS, MICROS, MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS -> Duration.of(count, unit);
      case ERAS, FOREVER -> throw new PlanException("there is no interval of " + unit);
    };
  }

  /**
   * How many boundaries of {@code unit} lie between, int64: New Year's Eve to the next day is 1.
   */
  public static Column dateDiff(DateUnit unit, Object start, Object end) {
    return difference(unit, true, start, end);
  }

  /** How many whole units have passed from {@code start} to {@code end}, int64. */
  public static Column unitsBetween(DateUnit unit, Object start, Object end) {
    return difference(unit, false, start, end);
  }

  /**
   * How many days from Monday to Friday that are none of these holidays there are from {@code
   * start} to before {@code end}, int64; negative when {@code end} is before.
   */
  public static Column businessDaysBetween(Object start, Object end, LocalDate... holidays) {
    return businessDaysBetween(
        start, end, BusinessCalendar.MONDAY_TO_FRIDAY.withHolidays(holidays));
  }

  /** The same of the business days of {@code calendar}, with weekends of its own. */
  public static Column businessDaysBetween(Object start, Object end, BusinessCalendar calendar) {
    Column from = Column.of(start);
    Column to = Column.of(end);
    BusinessDays function = calendar.function(BusinessDays.Kind.BETWEEN);
    return Column.computed(schema -> Times.between(function, from.bind(schema), to.bind(schema)));
  }

  private static Column difference(DateUnit unit, boolean crossed, Object start, Object end) {
    Column from = Column.of(start);
    Column to = Column.of(end);
    return Column.computed(
        schema -> Times.difference(unit, crossed, from.bind(schema), to.bind(schema)));
  }

  /** The date of a year, month and day; one that does not exist is an error. */
  public static Column makeDate(Object year, Object month, Object day) {
    return Column.call(TimeFunction.MAKE_DATE, year, month, day);
  }

  /** The time of day of an hour, minute and second, in microseconds; an error if there is none. */
  public static Column makeTime(Object hour, Object minute, Object second) {
    return Column.call(TimeFunction.MAKE_TIME, hour, minute, second);
  }

  /**
   * A timestamp in microseconds of its parts; one that does not exist is an error. An instant is
   * made of it by {@link DateFunctions#atZone(String)}.
   */
  public static Column makeTimestamp(
      Object year, Object month, Object day, Object hour, Object minute, Object second) {
    return Column.call(TimeFunction.MAKE_TIMESTAMP, year, month, day, hour, minute, second);
  }

  /**
   * What a function of several columns gives, of {@code type}: {@code map(FLOAT64, (in, out) ->
   * out.set(in.real(0) * in.integer(1)), col("x"), col("n"))}. Integers, timestamps and dates are
   * read by {@code integer} and {@code day}, other numbers by {@code real}, text by {@code text} or
   * {@code string}. A row in which one of the columns is null is null; see {@link RowFn} for what
   * the function must keep to.
   */
  public static Column map(DType type, RowFn function, Object... columns) {
    List<Column> arguments = Stream.of(columns).map(Column::of).toList();
    return Column.computed(
        schema -> {
          List<Expr> bound = arguments.stream().map(c -> c.bind(schema)).toList();
          List<DType> types = bound.stream().map(Expr::type).toList();
          return Calls.of(UserFunction.of(types, type, function), bound);
        });
  }
}
