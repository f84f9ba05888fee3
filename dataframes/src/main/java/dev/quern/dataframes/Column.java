package dev.quern.dataframes;

import dev.quern.engine.expr.Calls;
import dev.quern.engine.expr.Choices;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Times;
import dev.quern.engine.function.ScalarFunction;
import dev.quern.engine.function.time.FromEpoch;
import dev.quern.engine.function.user.RowFn;
import dev.quern.engine.function.user.UserFunction;
import dev.quern.engine.io.json.JsonExprs;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.UnaryOp;
import dev.quern.engine.nested.Structs;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.type.TimeUnit;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.TemporalAmount;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A column of a frame, or what is computed from some: an expression that has no types yet. It gets
 * them when it is given to a frame ({@code filter}, {@code select}, {@code withColumn}...), which
 * checks it at once.
 *
 * <p>Operands may be columns or plain Java values (numbers, text, booleans, {@code java.time}); a
 * value takes the type of the column beside it when it fits, and text beside a date is read as one.
 * Null follows SQL: an operation on a null is null, and a filter keeps what is true.
 *
 * <p>Immutable. Functions of numbers are inherited. The names are Spark's, with the short
 * comparisons of Polars.
 */
public sealed class Column extends ColumnNumbers permits Aggregation, When.Then {
  /** Gives the expression its types. */
  @FunctionalInterface
  interface Binder {
    Expr bind(Schema schema);
  }

  private final Optional<String> name;
  private final Binder binder;

  Column(Optional<String> name, Binder binder) {
    this.name = name;
    this.binder = binder;
  }

  static Column named(String name) {
    return new Column(Optional.of(name), schema -> Exprs.column(schema, name));
  }

  static Column computed(Binder binder) {
    return new Column(Optional.empty(), binder);
  }

  /** The column that stands for {@code value}: itself when it is one, else a constant. */
  static Column of(Object value) {
    if (value instanceof Column column) {
      return column;
    }
    Expr literal = NestedLiterals.of(value);
    return computed(schema -> literal);
  }

  /** The column that {@code column} names or is. */
  static Column input(Object column) {
    return column instanceof String name ? named(name) : of(column);
  }

  /** The call of {@code function} with columns or constants. */
  static Column call(ScalarFunction function, Object... arguments) {
    List<Column> columns = Stream.of(arguments).map(Column::of).toList();
    return computed(
        schema -> Calls.of(function, columns.stream().map(c -> c.bind(schema)).toList()));
  }

  /** The expression over an input of {@code schema}. */
  @Override
  Expr bind(Schema schema) {
    return binder.bind(schema);
  }

  /** The name this has in an output: the one given, or the column's own. */
  Optional<String> name() {
    return name;
  }

  /** This under another name. */
  public Column as(String newName) {
    return new Column(Optional.of(newName), binder);
  }

  // Comparison

  /** Equal; NaN equals NaN. */
  public Column eq(Object other) {
    return compare(CompareOp.EQ, other);
  }

  /** Not equal. */
  public Column ne(Object other) {
    return compare(CompareOp.NE, other);
  }

  /** Less than. */
  public Column lt(Object other) {
    return compare(CompareOp.LT, other);
  }

  /** Less than or equal. */
  public Column le(Object other) {
    return compare(CompareOp.LE, other);
  }

  /** Greater than; NaN is greater than every number. */
  public Column gt(Object other) {
    return compare(CompareOp.GT, other);
  }

  /** Greater than or equal. */
  public Column ge(Object other) {
    return compare(CompareOp.GE, other);
  }

  /** Between two bounds, both included. */
  public Column between(Object low, Object high) {
    return ge(low).and(le(high));
  }

  /** Equal to one of some values, by a hash table if they are many. */
  public Column in(Object... values) {
    return in(List.of(values));
  }

  /** Equal to one of some values, by a hash table if they are many. */
  public Column in(Collection<?> values) {
    List<Object> list = List.copyOf(values);
    if (list.stream().anyMatch(NestedLiterals::isNested)) {
      return list.stream().map(this::eq).reduce(Column::or).orElseThrow();
    }
    return computed(schema -> Choices.in(bind(schema), list));
  }

  /**
   * Equal to one of the values of {@code rows}, a frame of one column, as with {@code IN (SELECT
   * ...)} in SQL: {@code filter(col("city").in(capitals.select("name")))}. Null where it is null
   * and there are rows, and where no value is equal but some are null: so the filter {@code
   * col("x").in(rows).not()} keeps nothing when one of the values is null. {@link
   * DataFrame#semiJoin} and {@link DataFrame#antiJoin} compare several columns, and an anti join
   * takes nulls for equal to nothing.
   *
   * <p>For filters, {@code select} and {@code withColumns}. The different values are kept, on disk
   * where memory is short, and the rows stay in their order.
   */
  public Column in(DataFrame rows) {
    return computed(schema -> SubqueryPlans.in(bind(schema), rows));
  }

  /** Equal, or both null; never null itself. */
  public Column eqNullSafe(Object other) {
    Column right = of(other);
    return computed(schema -> Choices.equalOrBothNull(bind(schema), right.bind(schema)));
  }

  // Logic

  /** Three-valued AND: false if either is false, else null if either is null. */
  public Column and(Object other) {
    Column right = of(other);
    return computed(schema -> Exprs.and(bind(schema), right.bind(schema)));
  }

  /** Three-valued OR: true if either is true, else null if either is null. */
  public Column or(Object other) {
    Column right = of(other);
    return computed(schema -> Exprs.or(bind(schema), right.bind(schema)));
  }

  /** Negation of a truth value; null stays null. */
  public Column not() {
    return computed(schema -> Exprs.not(bind(schema)));
  }

  /** Whether the value is null; never null itself. */
  public Column isNull() {
    return computed(schema -> Exprs.isNull(bind(schema)));
  }

  /** Whether there is a value; never null itself. */
  public Column isNotNull() {
    return computed(schema -> Exprs.not(Exprs.isNull(bind(schema))));
  }

  /** The value, or {@code other} where it is null. */
  public Column fillNull(Object other) {
    Column second = of(other);
    return computed(schema -> Exprs.coalesce(bind(schema), second.bind(schema)));
  }

  /** Null where the value equals {@code other}, else the value. */
  public Column nullIf(Object other) {
    Column right = of(other);
    return computed(schema -> Choices.nullIf(bind(schema), right.bind(schema)));
  }

  /**
   * The values that are keys of {@code values} replaced by what those are there; the others as they
   * are. A null key stands for null. Each key is compared with each row: where there are more than
   * a few, join with a frame of them.
   */
  public Column replace(Map<?, ?> values) {
    return replace(values, this);
  }

  /** The same with {@code otherwise}, a column, a constant or null, for all other values. */
  public Column replace(Map<?, ?> values, @Nullable Object otherwise) {
    return When.replacing(this, values, otherwise);
  }

  // Arithmetic

  /**
   * Sum. Integers that overflow are an error. A date or timestamp takes a {@code Period} or a
   * {@code Duration}: {@code plus(interval(3, MONTHS))}. A date and a time of day are a timestamp;
   * a time and a duration go around the clock.
   *
   * <p>Unsigned integers are first widened to the signed type that holds them, here and in all
   * arithmetic: uint8 is computed with as int16, uint16 as int32, uint32 as int64 and uint64 as
   * decimal(20, 0).
   */
  public Column plus(Object other) {
    if (other instanceof TemporalAmount amount) {
      return computed(schema -> Times.plus(bind(schema), amount));
    }
    return arithmetic(ArithmeticOp.ADD, other);
  }

  /**
   * Difference. Integers that overflow are an error; intervals and unsigned integers as for {@link
   * #plus}: of unsigned 3 and 5 it is -2. Of two dates, timestamps or times it is a duration, of
   * dates in seconds; {@link FrameFunctions#dateDiff} counts days.
   */
  public Column minus(Object other) {
    if (other instanceof Period period) {
      return plus(period.negated());
    }
    if (other instanceof Duration duration) {
      return plus(duration.negated());
    }
    return arithmetic(ArithmeticOp.SUBTRACT, other);
  }

  /**
   * Product. Integers that overflow are an error; decimals add their scales. A duration times an
   * integer is exact, times another number to the nearest unit.
   */
  public Column times(Object other) {
    return arithmetic(ArithmeticOp.MULTIPLY, other);
  }

  /** Product: another word for {@link #times}. */
  public Column multiply(Object other) {
    return times(other);
  }

  /**
   * Quotient in float64, also of integers and decimals; division by zero gives an infinity or NaN.
   * A duration over an integer is a duration, cut toward zero and null where the integer is 0; over
   * another number to the nearest unit; over a duration it is how often that goes into it.
   */
  public Column divide(Object other) {
    Column right = of(other);
    return computed(schema -> Exprs.divide(bind(schema), right.bind(schema)));
  }

  /**
   * Quotient of decimals and integers as a decimal of so many places, rounded half up (away from
   * zero); null where the divisor is 0. Exact where {@link #divide(Object)} is a float.
   */
  public Column divide(Object other, int places) {
    Column right = of(other);
    return computed(schema -> Exprs.divide(bind(schema), right.bind(schema), places));
  }

  /**
   * Quotient of integers, decimals or durations truncated toward zero; null where the divisor is 0.
   * A uint64 is to be cast to int64 before.
   */
  public Column quotient(Object other) {
    Column right = of(other);
    return computed(schema -> Exprs.quotient(bind(schema), right.bind(schema)));
  }

  /**
   * Remainder with the sign of the dividend, as {@code %} in Java; null where the divisor is 0 and
   * no float. A uint64 is to be cast to int64 before.
   */
  public Column mod(Object other) {
    return arithmetic(ArithmeticOp.REMAINDER, other);
  }

  /** The negative. */
  public Column negate() {
    return computed(schema -> Exprs.unary(UnaryOp.NEGATE, bind(schema)));
  }

  // Types

  /** The value in another type; one that does not fit is an error that names it. */
  public Column cast(DType type) {
    return new Column(name, schema -> Exprs.cast(bind(schema), type));
  }

  /** The value in another type, or null where it does not fit. */
  public Column tryCast(DType type) {
    return new Column(name, schema -> Exprs.tryCast(bind(schema), type));
  }

  /** The functions of text. */
  public StringFunctions str() {
    return new StringFunctions(this);
  }

  /** The functions of dates and timestamps. */
  public DateFunctions dt() {
    return new DateFunctions(this);
  }

  /** The functions of durations. */
  public DurationFunctions duration() {
    return new DurationFunctions(this);
  }

  /** The parts of calendar intervals. */
  public IntervalFunctions interval() {
    return new IntervalFunctions(this);
  }

  /** The functions of lists, and of maps, which are lists of keys with values. */
  public ListFunctions list() {
    return new ListFunctions(this);
  }

  /** The functions of structs. */
  public StructFunctions struct() {
    return new StructFunctions(this);
  }

  /**
   * The value as a text of JSON: lists as arrays, structs as objects, dates and times as strings of
   * ISO 8601, NaN and infinities as strings; null stays null.
   */
  public Column toJson() {
    return computed(schema -> JsonExprs.write(bind(schema)));
  }

  /** A field of a struct, null where the struct is. Its name, unless another is given. */
  public Column field(String field) {
    return new Column(Optional.of(field), schema -> Structs.field(bind(schema), field));
  }

  /** The functions of instants, as clocks in {@code zone} show them: {@code dt("Europe/Oslo")}. */
  public DateFunctions dt(String zone) {
    return dt().inZone(zone).dt();
  }

  /** The timestamp that this integer counts in {@code unit} since 1970; it has no zone. */
  public Column fromEpoch(TimeUnit unit) {
    return call(new FromEpoch(DType.timestamp(unit)), this);
  }

  // Functions of users

  /** What {@code function} makes of each integer, int64. */
  public Column mapLong(Fn.OfLong function) {
    return mapped(DType.INT64, DType.INT64, (in, out) -> out.set(function.apply(in.integer(0))));
  }

  /** What {@code function} makes of each integer of at most 32 bits, int32. */
  public Column mapInt(Fn.OfInt function) {
    RowFn row = (in, out) -> out.set((long) function.apply((int) in.integer(0)));
    return cast(DType.INT32).mapped(DType.INT32, DType.INT32, row);
  }

  /** What {@code function} makes of each number, float64. */
  public Column mapDouble(Fn.OfDouble function) {
    return mapped(DType.FLOAT64, DType.FLOAT64, (in, out) -> out.set(function.apply(in.real(0))));
  }

  /** What {@code function} makes of each text, as strings; {@link #mapText} is faster. */
  public Column mapString(Fn.OfString function) {
    RowFn row = (in, out) -> out.append(function.apply(in.string(0)));
    return mapped(DType.UTF8, DType.UTF8, row);
  }

  /** What {@code function} makes of the bytes of each text. */
  public Column mapText(Fn.OfText function) {
    RowFn row =
        (in, out) -> {
          byte[] text = in.text(0);
          function.apply(text, in.length(0), out);
        };
    return mapped(DType.UTF8, DType.UTF8, row);
  }

  private Column mapped(DType argument, DType result, RowFn function) {
    return call(UserFunction.of(List.of(argument), result, function), this);
  }

  // Order

  /** This as a key of an order, greatest first, nulls last. */
  public SortKey desc() {
    return new SortKey(this, true);
  }

  /** This as a key of an order, least first, nulls last. */
  public SortKey asc() {
    return new SortKey(this, false);
  }

  /** The name, or a note that there is none; never the values. */
  @Override
  public String toString() {
    return name.map(n -> "col(" + n + ")").orElse("computed column");
  }

  @Override
  Column self() {
    return this;
  }

  private Column compare(CompareOp op, Object other) {
    Column right = of(other);
    return computed(schema -> Exprs.compare(op, bind(schema), right.bind(schema)));
  }

  private Column arithmetic(ArithmeticOp op, Object other) {
    Column right = of(other);
    return computed(schema -> Exprs.arithmetic(op, bind(schema), right.bind(schema)));
  }
}
