package dev.quern.dataframes;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.join.JoinKind;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import dev.quern.engine.window.WindowFunction;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Where frames begin: readers of files, names of columns, aggregates. Made for {@code import static
 * dev.quern.dataframes.Frames.*}.
 *
 * <pre>{@code
 * readParquet("flights.parquet")
 *     .filter(col("delay").gt(15))
 *     .groupBy("origin").agg(count().as("n"), mean("delay").as("delay"))
 *     .sort(desc("n")).limit(10).show();
 * }</pre>
 *
 * <p>Paths are files, folders (all files of the format below them) or globs such as {@code
 * data/2024-*.parquet}. Readers look at metadata only; rows are read when the frame runs.
 */
public final class Frames extends FrameSources {
  /** See {@link JoinKind#INNER}. */
  public static final JoinKind INNER = JoinKind.INNER;

  /** See {@link JoinKind#LEFT}. */
  public static final JoinKind LEFT = JoinKind.LEFT;

  /** See {@link JoinKind#SEMI}. */
  public static final JoinKind SEMI = JoinKind.SEMI;

  /** See {@link JoinKind#ANTI}. */
  public static final JoinKind ANTI = JoinKind.ANTI;

  private Frames() {}

  /** The rows of some frames, one behind the other: {@link DataFrame#union} of one or more. */
  public static DataFrame union(List<DataFrame> frames) {
    return new DataFrame(Unions.byName(plans(frames), SourceLine.here()));
  }

  /** The same with all columns that any has: {@link DataFrame#unionByName} of one or more. */
  public static DataFrame unionByName(List<DataFrame> frames) {
    return new DataFrame(Unions.ofAny(plans(frames), SourceLine.here()));
  }

  private static List<FramePlan> plans(List<DataFrame> frames) {
    if (frames.isEmpty()) {
      throw new PlanException("a union needs at least one frame");
    }
    return frames.stream().map(DataFrame::plan).toList();
  }

  // Columns

  /** The column called {@code name}. */
  public static Column col(String name) {
    return Column.named(name);
  }

  /** The columns of these names, together: {@code cols("a", "b").each(c -> c.round(2))}. */
  public static Columns cols(String... names) {
    List<String> all = List.of(names);
    return new Columns(_ -> all);
  }

  /** All columns of the frame. */
  public static Columns all() {
    return new Columns(Schema::names);
  }

  /** All columns of the frame but these, each of which it has. */
  public static Columns exclude(String... names) {
    Set<String> left = Set.of(names);
    return new Columns(schema -> schema.without(left).names());
  }

  /** The columns of one of these types. */
  public static Columns ofType(DType... types) {
    List<DType> some = List.of(types);
    return new Columns(
        schema ->
            schema.fields().stream()
                .filter(field -> some.contains(field.type()))
                .map(Field::name)
                .toList());
  }

  /** The columns whose whole name matches a regular expression of Java. */
  public static Columns matching(String regex) {
    try {
      Predicate<String> matches = Pattern.compile(regex).asMatchPredicate();
      return new Columns(schema -> schema.names().stream().filter(matches).toList());
    } catch (PatternSyntaxException e) {
      throw new PlanException("'%s' is no regular expression: %s".formatted(regex, e.getMessage()));
    }
  }

  /**
   * A constant: a number, text, boolean, BigDecimal, BigInteger, LocalDate, LocalTime,
   * LocalDateTime, Instant, Duration, Period or CalendarInterval, bytes, or a list, array, record
   * or map of such. Lists and maps have at least one value that is not null, which says of which
   * type they are.
   */
  public static Column lit(Object value) {
    return Column.of(value);
  }

  /** The null of a type, as a constant. */
  public static Column nullOf(DType type) {
    return Column.computed(_ -> Exprs.nullOf(type));
  }

  /** The integer column that a record component names: {@code num(Flight::delay)}. */
  @SuppressWarnings("overloads") // a method reference decides: long is more specific than double
  public static <R extends Record> Column num(Getter.OfLong<R> component) {
    return Column.named(component.componentName());
  }

  /** The floating column that a record component names. */
  @SuppressWarnings("overloads") // see above
  public static <R extends Record> Column num(Getter.OfDouble<R> component) {
    return Column.named(component.componentName());
  }

  /** The column of text that a record component names: {@code str(Flight::origin)}. */
  public static <R extends Record> Column str(Getter.OfString<R> component) {
    return Column.named(component.componentName());
  }

  /** The column of any type that a record component names: {@code field(Flight::date)}. */
  public static <R extends Record, T> Column field(Getter<R, T> component) {
    return Column.named(component.componentName());
  }

  /** The beginning of a choice: {@code when(c).then(a).otherwise(b)}. */
  public static When when(Column condition) {
    return new When(condition);
  }

  /**
   * The first of some columns or constants that is not null, null where all are; two at least, of
   * types that meet.
   */
  public static Column coalesce(Object first, Object second, Object... more) {
    Column chosen = Column.of(first).fillNull(second);
    for (Object other : more) {
      chosen = chosen.fillNull(other);
    }
    return chosen;
  }

  // Orders

  /** Greatest first, nulls last: a column's name, or a computed one. */
  public static SortKey desc(Object column) {
    return Column.input(column).desc();
  }

  /** Least first, nulls last: a column's name, or a computed one. */
  public static SortKey asc(Object column) {
    return Column.input(column).asc();
  }

  // Joins

  /** Compares a column that both sides have. */
  public static JoinOn on(String column) {
    return new JoinOn(List.of(column), List.of(column));
  }

  /** Compares a column of the left side with one of the right side. */
  public static JoinOn on(String left, String right) {
    return new JoinOn(List.of(left), List.of(right));
  }

  /**
   * Pairs rows by a condition alone: {@code on(col("at").between(col("start"), col("end")))}. It
   * reads columns of both sides; see {@link JoinOn#where} for their names. Where it compares
   * numbers, times or texts of the sides by less or greater, pairs are found by that; otherwise all
   * are tested. The right side goes to disk if it is too large for the memory, and is read several
   * times.
   */
  public static JoinOn on(Column condition) {
    return new JoinOn(List.of(), List.of(), List.of(condition));
  }

  // Windows

  /** The rows that are equal in these columns, as a window: names or computed columns. */
  public static Window partitionBy(Object... columns) {
    return Window.of(List.of(columns), List.of());
  }

  /** All rows in an order, as a window: names, {@code asc} or {@code desc}. */
  public static Window orderBy(Object... keys) {
    return Window.of(List.of(), List.of(keys));
  }

  /** The number of the row in its partition, from 1; int64. */
  public static WindowCall rowNumber() {
    return ranking(WindowFunction.Ranking.ROW_NUMBER);
  }

  /** The rank with gaps: 1, 1, 3; int64. */
  public static WindowCall rank() {
    return ranking(WindowFunction.Ranking.RANK);
  }

  /** The rank without gaps: 1, 1, 2; int64. */
  public static WindowCall denseRank() {
    return ranking(WindowFunction.Ranking.DENSE_RANK);
  }

  /** (rank - 1) / (rows of the partition - 1), float64; 0 of one row. */
  public static WindowCall percentRank() {
    return ranking(WindowFunction.Ranking.PERCENT_RANK);
  }

  /** The share of the partition's rows up to the row and its equals, float64. */
  public static WindowCall cumeDist() {
    return ranking(WindowFunction.Ranking.CUME_DIST);
  }

  /** The number of the row's bucket, from 1, of {@code buckets} of nearly equal size; int64. */
  public static WindowCall ntile(int buckets) {
    WindowFunction function = new WindowFunction.Ntile(buckets);
    return new WindowCall(_ -> function, List.of());
  }

  /** The value {@code rows} rows before; null where there is no such row. */
  public static WindowCall lag(Object column, int rows) {
    return shift(column, rows);
  }

  /** The value {@code rows} rows behind; null where there is no such row. */
  public static WindowCall lead(Object column, int rows) {
    return shift(column, -rows);
  }

  /** The value {@code rows} rows before, or behind if negative: {@link #lag} and {@link #lead}. */
  public static WindowCall shift(Object column, int rows) {
    return new WindowCall(shifted(column, rows, false), shifted(column, rows, true));
  }

  /** {@link #lag} with {@code otherwise}, a column or a constant, where there is no such row. */
  public static WindowCall lag(Object column, int rows, Object otherwise) {
    return new WindowCall(
        window ->
            // A constant is null just where there is no row.
            when(shift(lit(true), rows).over(window).isNull())
                .then(otherwise)
                .otherwise(shift(column, rows).over(window)),
        // Where none is left out, at offset 0, a null stays one.
        window ->
            rows == 0
                ? Column.input(column)
                : shift(column, rows).ignoreNulls().over(window).fillNull(otherwise));
  }

  private static Function<Window, Column> shifted(Object column, int rows, boolean ignoresNulls) {
    WindowFunction function = new WindowFunction.Shift(rows, ignoresNulls);
    return WindowCall.overFrame(_ -> function, List.of(Column.input(column)));
  }

  /** {@link #lead} with {@code otherwise}, a column or a constant, where there is no such row. */
  public static WindowCall lead(Object column, int rows, Object otherwise) {
    return lag(column, -rows, otherwise);
  }

  /** The value in the first row of the frame, null or not; see {@link WindowCall#ignoreNulls}. */
  public static WindowCall firstValue(Object column) {
    return nthValue(column, 1);
  }

  /** The value in the last row of the frame, null or not; see {@link WindowCall#ignoreNulls}. */
  public static WindowCall lastValue(Object column) {
    return nthValue(column, -1);
  }

  /**
   * The value in row {@code n} of the frame, from 1, or from its end if negative; null where there
   * is no such row.
   */
  public static WindowCall nthValue(Object column, int n) {
    return new WindowCall(nth(column, n, false), nth(column, n, true));
  }

  private static Function<Window, Column> nth(Object column, int n, boolean ignoresNulls) {
    return WindowCall.overFrame(
        frame -> new WindowFunction.Nth(n, ignoresNulls, frame), List.of(Column.input(column)));
  }

  private static WindowCall ranking(WindowFunction.Ranking ranking) {
    WindowFunction function = new WindowFunction.Rank(ranking);
    return new WindowCall(_ -> function, List.of());
  }
}
