package dev.quern.dataframes;

import dev.quern.engine.PlanException;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.expr.Over;
import dev.quern.engine.type.CalendarInterval;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import dev.quern.engine.window.WindowFrame;
import dev.quern.engine.window.WindowFrame.Exclusion;
import dev.quern.engine.window.WindowFunction;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rows that a window function sees: those of the same partition, in an order, and of them a
 * frame around each row.
 *
 * <pre>{@code
 * flights.withColumns(
 *     rank().over(partitionBy("origin").orderBy(desc("delay"))).as("rank"),
 *     mean("delay").over(partitionBy("origin").orderBy("date").rows(-6, 0)).as("week"),
 *     col("delay").minus(mean("delay").over(partitionBy("origin"))).as("above"));
 * }</pre>
 *
 * <p>As in SQL: equal values make a partition, nulls one of their own; without an order an
 * aggregate sees the whole partition, with one the rows from the beginning to the row and those
 * equal to it in the order. The rows of the frame come out in the order of the window that was
 * computed last: by partition, and then by its order. Immutable.
 */
public final class Window {
  /** A bound of a frame: the beginning of the partition. */
  public static final long START = Long.MIN_VALUE;

  /** A bound of a frame: the end of the partition. */
  public static final long END = Long.MAX_VALUE;

  private final List<Object> partition;
  private final List<Object> order;
  private final Optional<WindowFrame> frame;
  private final Optional<CalendarInterval> rolling;
  private final Exclusion exclusion;

  private Window(
      List<Object> partition,
      List<Object> order,
      Optional<WindowFrame> frame,
      Optional<CalendarInterval> rolling,
      Exclusion exclusion) {
    this.partition = List.copyOf(partition);
    this.order = List.copyOf(order);
    this.frame = frame;
    this.rolling = rolling;
    this.exclusion = exclusion;
  }

  static Window of(List<Object> partition, List<Object> order) {
    return new Window(partition, order, Optional.empty(), Optional.empty(), Exclusion.NO_OTHERS);
  }

  /** The same with partitions of rows that are equal in these columns too: names or computed. */
  public Window partitionBy(Object... columns) {
    return new Window(
        Stream.concat(partition.stream(), Stream.of(columns)).toList(),
        order,
        frame,
        rolling,
        exclusion);
  }

  /**
   * The same with the rows of a partition in order of some columns, behind those given before:
   * names or computed columns (least first, nulls last), {@code desc("x")} or {@code asc("x")}.
   */
  public Window orderBy(Object... keys) {
    return new Window(
        partition,
        Stream.concat(order.stream(), Stream.of(keys)).toList(),
        frame,
        rolling,
        exclusion);
  }

  /**
   * The same with a frame of rows: {@code rows(-6, 0)} is the row and the six before it, {@code
   * rows(START, 0)} all up to the row.
   *
   * @throws PlanException when the frame ends before it begins
   */
  public Window rows(long start, long end) {
    return framed(WindowFrame.Unit.ROWS, start, end);
  }

  /**
   * The same with a frame of values: {@code range(-7, 0)} are the rows whose value to order by is
   * at most 7 below the row's, whatever their number; rows that are equal belong to each other's
   * frames. Distances are in units of the column: days for dates, the timestamp's unit for
   * timestamps.
   *
   * @throws PlanException when the frame ends before it begins
   */
  public Window range(long start, long end) {
    return framed(WindowFrame.Unit.RANGE, start, end);
  }

  /**
   * The same with a frame of runs of rows that are equal in the order: {@code groups(-1, 1)} is the
   * row's own run, the one before and the one behind.
   *
   * @throws PlanException when the frame ends before it begins
   */
  public Window groups(long start, long end) {
    return framed(WindowFrame.Unit.GROUPS, start, end);
  }

  /**
   * The same with a frame of time: {@code rolling(Duration.ofHours(1))} are the rows of the hour
   * that ends with the row, the row of an hour before left out, whatever their number. A {@code
   * Period} of months or of days is one of the calendar, in the zone of an instant, and so is a
   * {@code Duration} of whole days. The window is ordered by a date or a timestamp, least first.
   *
   * @throws PlanException when the period is not positive or a mix of months, days and hours, and
   *     later when the order is no time, or when the period is no whole number of its units
   */
  public Window rolling(TemporalAmount period) {
    return rolling(TimeWindows.interval(period));
  }

  /** The same of a length as text: {@code 15m}, {@code 1d}, {@code 1mo}. */
  public Window rolling(String period) {
    return rolling(TimeWindows.interval(period));
  }

  private Window rolling(CalendarInterval period) {
    TimeWindows.requireStep("a rolling window of", period);
    return new Window(partition, order, Optional.empty(), Optional.of(period), exclusion);
  }

  /** The same with all rows from the beginning of the partition to the row as the frame. */
  public Window expanding() {
    return rows(START, 0);
  }

  /**
   * The same without the row itself in its frame, as with {@code EXCLUDE CURRENT ROW} in SQL:
   * {@code mean("delay").over(partitionBy("origin").excludeCurrentRow())} is the mean of the
   * others. Frames are what aggregates, and first, last and n-th values look at.
   */
  public Window excludeCurrentRow() {
    return exclude(Exclusion.CURRENT_ROW);
  }

  /** The same without the row and those equal to it in the order in its frame. */
  public Window excludeGroup() {
    return exclude(Exclusion.GROUP);
  }

  /** The same without the rows that are equal to the row in the order, but with the row itself. */
  public Window excludeTies() {
    return exclude(Exclusion.TIES);
  }

  /** The same with SQL's frame of ordered rows, whatever frame was asked for. */
  Window toPeers() {
    return new Window(
        partition, order, Optional.of(WindowFrame.TO_PEERS), Optional.empty(), Exclusion.NO_OTHERS);
  }

  private Window exclude(Exclusion rows) {
    return new Window(partition, order, frame, rolling, rows);
  }

  private Window framed(WindowFrame.Unit unit, long start, long end) {
    return new Window(
        partition,
        order,
        Optional.of(new WindowFrame(unit, start, end)),
        Optional.empty(),
        exclusion);
  }

  /** The frame asked for, else SQL's, over an input of {@code schema}. */
  WindowFrame frame(Schema schema) {
    return rolling
        .map(period -> RollingFrame.of(period, order, schema))
        .or(() -> frame)
        .orElse(order.isEmpty() ? WindowFrame.PARTITION : WindowFrame.TO_PEERS)
        .without(exclusion);
  }

  /** {@code function} of this window over an input of {@code schema}. */
  Expr bind(WindowFunction function, List<Column> inputs, Schema schema) {
    List<Expr> read = inputs.stream().map(input -> input.bind(schema)).toList();
    List<Expr> keys = new ArrayList<>();
    for (Object key : partition) {
      keys.add(key instanceof String name ? Exprs.column(schema, name) : column(key).bind(schema));
    }
    keys.replaceAll(key -> Exprs.key("a key of a window", key));
    List<Over.Ordered> ordered =
        order.isEmpty() ? List.of() : Arguments.order(order.toArray(), schema);
    if (ordered.isEmpty() && function.needsOrder()) {
      throw new PlanException(
          "%s needs an order: write .orderBy(..) in its window".formatted(function));
    }
    function.frame().requireMeasurable(ordered.stream().map(o -> o.value().type()).toList());
    // Fails here, at the user's call, when the function does not take its input.
    DType type = function.resultType(read.stream().map(Expr::type).toList());
    List<Expr> values = read.stream().map(input -> Exprs.key("read by a window", input)).toList();
    Over over = new Over(function, values, keys, ordered);
    if (over.type() != DType.BINARY) {
      read.forEach(input -> Exprs.requireFlat("read by a window", input));
    }
    return over.type().equals(type) ? over : Exprs.ofKey(over, type);
  }

  private static Column column(Object key) {
    if (key instanceof Column column) {
      return column;
    }
    throw new PlanException(
        "a window's partition is a column name or a Column, not " + key.getClass().getName());
  }

  @Override
  public String toString() {
    String rows = rolling.map(r -> " rolling " + r).or(() -> frame.map(f -> " " + f)).orElse("");
    String left =
        exclusion == Exclusion.NO_OTHERS
            ? ""
            : " without " + exclusion.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "partition by %s order by %s%s%s".formatted(partition, order, rows, left);
  }
}
