package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.listOf;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.RowIndex;
import dev.quern.dataframes.plan.Union;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.io.Source;
import dev.quern.engine.io.hive.FileNameSource;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.time.temporal.TemporalAmount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** The verbs of {@link DataFrame} that are made of others: each says of which. */
abstract sealed class FrameVerbs extends SummaryVerbs permits FrameWrites {
  FrameVerbs() {}

  // Columns

  /** All columns, and {@code column} under {@code name}, in place of one that is called so. */
  public DataFrame withColumn(String name, Column column) {
    return self().withColumns(column.as(name));
  }

  /**
   * All columns of a frame that reads files, and the path of each row's file as text in a last one:
   * {@code readParquet("sales").withFileName("file")}. To be called before other verbs. Files that
   * a filter on it excludes are not read.
   *
   * @throws PlanException when this is not just what reads files, or there is such a column
   */
  public DataFrame withFileName(String name) {
    return new DataFrame(named(self().plan(), name));
  }

  private static FramePlan named(FramePlan plan, String name) {
    return switch (plan) {
      case FramePlan.Scan scan -> {
        Source source = FileNameSource.of(scan.source(), name);
        yield new FramePlan.Scan(source, source.schema().names(), List.of(), scan.where());
      }
      // Arrow files are one behind the other.
      case Union union ->
          union.withChildren(union.inputs().stream().map(input -> named(input, name)).toList());
      default ->
          throw new PlanException(
              "withFileName(%s) stands right behind what reads the files, before other verbs"
                  .formatted(name));
    };
  }

  /** The column {@code from} called {@code to}. */
  public DataFrame rename(String from, String to) {
    return rename(Map.of(from, to));
  }

  /** The columns that are keys of {@code names}, called by their values; the others as they are. */
  public DataFrame rename(Map<String, String> names) {
    Schema schema = self().schema();
    names.keySet().forEach(schema::position);
    return self()
        .select(
            schema.names().stream()
                .map(name -> Column.named(name).as(names.getOrDefault(name, name)))
                .toArray());
  }

  /** All columns, and these as {@link DataFrame#withColumns(Column...)} takes them. */
  public DataFrame withColumns(Columns columns) {
    return self().withColumns(columns.of(self().schema()).toArray(Column[]::new));
  }

  /** All columns but these. */
  public DataFrame drop(Columns columns) {
    return drop(columns.names(self().schema()).toArray(String[]::new));
  }

  /** All columns but these. */
  public DataFrame drop(String... columns) {
    return self().select(self().schema().without(Set.of(columns)).names().toArray());
  }

  /** The column in another type; a value that does not fit is an error that names it. */
  public DataFrame cast(String column, DType type) {
    return self().withColumn(column, Column.named(column).cast(type));
  }

  /** The columns in other types; a value that does not fit is an error that names it. */
  public DataFrame cast(Map<String, DType> types) {
    return self()
        .withColumns(
            types.entrySet().stream()
                .map(entry -> Column.named(entry.getKey()).cast(entry.getValue()))
                .toArray(Column[]::new));
  }

  /**
   * The rows grouped by windows of {@code time}, a date or a timestamp, and by {@code keys}: the
   * result has the keys, and under the name of {@code time} the beginning of each window, or its
   * end, as {@link TimeWindows#label} says. A row may be in several windows, or in none; windows
   * without rows do not come out, and neither do rows whose time is null. Groups are in no order:
   * sort them.
   */
  public GroupBy groupByDynamic(String time, TimeWindows windows, Object... keys) {
    return DynamicGroups.of(self(), time, windows, keys);
  }

  /**
   * Rows at all times from the first to the last one, {@code every} apart, in each group of equal
   * {@code by}: those that the frame has, and where it has none a row of nulls beside the time and
   * the keys, to be filled by {@link Frames#forwardFill} or {@link Frames#interpolate}. Rows
   * between the times of the grid are left out, and rows without a time; equal times are kept. Rows
   * are in no order. The grid of a group has {@code 2^24} times at most.
   */
  public DataFrame upsample(String time, TemporalAmount every, String... by) {
    return Upsample.of(self(), time, TimeWindows.interval(every), by);
  }

  /** The same by a length as text: {@code 15m}, {@code 1d}, {@code 1mo}. */
  public DataFrame upsample(String time, String every, String... by) {
    return Upsample.of(self(), time, TimeWindows.interval(every), by);
  }

  // Rows

  /**
   * A first column called {@code name}, int64, that counts the rows from 0 in their order, and all
   * others. Where metadata does not tell how many rows partitions have, as behind a filter, all
   * rows are kept until they are counted, on disk where memory is short; nothing is sorted.
   */
  public DataFrame withRowIndex(String name) {
    return numbered(name, true);
  }

  /**
   * A first column called {@code name}, int64, that is different in each row and rises from 0 in
   * their order, and all others. Unlike {@link #withRowIndex} it leaves numbers out, which depend
   * on how files are cut into partitions, and nothing is counted (monotonically_increasing_id).
   */
  public DataFrame withRowId(String name) {
    return numbered(name, false);
  }

  private DataFrame numbered(String name, boolean isDense) {
    if (self().schema().contains(name)) {
      throw new PlanException(
          "there is a column %s already: call the index otherwise".formatted(name));
    }
    return new DataFrame(new RowIndex(self().plan(), name, isDense, SourceLine.here()));
  }

  /**
   * Just {@code count} rows chosen at random, all if there are no more, in their order; every
   * choice is as likely. The same ones whenever the same frame runs with the same seed. They are
   * those with the least random numbers, as {@link #topK} finds them.
   */
  public DataFrame sampleRows(long count, long seed) {
    return Samples.rows(self(), count, seed);
  }

  /**
   * The same with rows that are chosen the rather the greater their weight is, a number: one after
   * the other, each time with probabilities in proportion to the weights of those left (Efraimidis
   * and Spirakis, 2006). Rows whose weight is null, NaN or not positive are not chosen.
   */
  public DataFrame sampleRows(long count, long seed, Object weight) {
    return Samples.weighted(self(), count, seed, weight);
  }

  /**
   * {@code count} rows chosen at random, one at a time from all rows, so that some come several
   * times, in their order (a bootstrap sample); none of no rows. Reads the rows twice.
   */
  public DataFrame sampleWithReplacement(long count, long seed) {
    return Samples.withReplacement(self(), count, seed);
  }

  /**
   * Parts that the rows fall into at random, each row into one, about in proportion to these
   * weights: {@code randomSplit(42, 0.8, 0.2)} to train and to test. Rows keep their order, and are
   * in the same part whenever the same frame runs with the same seed. Each part reads all rows.
   */
  public List<DataFrame> randomSplit(long seed, double... weights) {
    return Samples.split(self(), seed, weights);
  }

  /** Whether there is no row; this runs until one is found. */
  public boolean isEmpty() {
    return self().limit(1).count() == 0;
  }

  /** Another word for {@link DataFrame#filter}. */
  public DataFrame where(Column condition) {
    return self().filter(condition);
  }

  /** The different combinations of these columns. */
  public DataFrame distinct(String... columns) {
    return self().select((Object[]) columns).distinct();
  }

  /**
   * The first {@code count} rows in an order: {@link DataFrame#sort} and {@link DataFrame#limit},
   * which is done without sorting all.
   */
  public DataFrame topK(int count, Object... keys) {
    return self().sort(keys).limit(count);
  }

  /** The last {@code count} rows, in their order. They are held in memory. */
  public DataFrame tail(int count) {
    return self().slice(-count, count);
  }

  /** The rows without a null in any of these columns, or in any at all if none is named. */
  public DataFrame dropNulls(String... columns) {
    Schema schema = self().schema();
    List<String> names = columns.length == 0 ? schema.names() : List.of(columns);
    return names.stream()
        .map(name -> Column.named(name).isNotNull())
        .reduce(Column::and)
        .map(self()::filter)
        .orElseGet(this::self);
  }

  /**
   * All columns, with {@code value} for null in those that can hold it: a number in columns of
   * numbers, text in those of text, and so on.
   */
  public DataFrame fillNull(Object value) {
    Expr constant = NestedLiterals.of(value);
    DType type = constant.type();
    List<String> columns =
        self().schema().fields().stream()
            .filter(field -> isAlike(field.type(), Exprs.constantAs(constant, field.type()), type))
            .map(Field::name)
            .toList();
    if (columns.isEmpty()) {
      throw new PlanException("no column can hold %s, a value of %s".formatted(value, type));
    }
    return filled(columns, _ -> value);
  }

  /** All columns, with a value for null in each of these. */
  public DataFrame fillNull(Map<String, ?> values) {
    return filled(List.copyOf(values.keySet()), name -> Objects.requireNonNull(values.get(name)));
  }

  private DataFrame filled(List<String> columns, Function<String, ? extends Object> values) {
    return self()
        .withColumns(
            columns.stream()
                .map(name -> Column.named(name).fillNull(values.apply(name)).as(name))
                .toArray(Column[]::new));
  }

  private static boolean isAlike(DType column, Expr constant, DType value) {
    return column.equals(value)
        || (column.isNested() && column.equals(constant.type()))
        || (column.isNumeric() && value.isNumeric())
        || (column.isTemporal() && value.isTemporal());
  }

  // Groups

  /**
   * How often each combination of values of these columns comes: groups with their {@code count},
   * the most frequent first.
   */
  public DataFrame valueCounts(String... columns) {
    if (columns.length == 0) {
      throw new PlanException("valueCounts needs the name of a column at least");
    }
    return self().groupBy((Object[]) columns).count().sort(desc("count"));
  }

  /** The same, and the {@code share} of all rows that each group has, float64, from 0 to 1. */
  public DataFrame valueShares(String... columns) {
    Column all = sum("count").over(partitionBy());
    return valueCounts(columns)
        .withColumns(Column.named("count").divide(all).as("share"))
        .sort(desc("count"));
  }

  /**
   * How many values are in each of {@code bins} ranges of equal width, from the least to the
   * greatest value: a row a range in rising order, its {@code lower} and {@code upper} border and
   * the {@code count}. A range holds its lower border, and the last one both, as in NumPy; a single
   * value is in the middle of a range of 1, or of two seconds. Borders of numbers are float64, of
   * dates timestamps. Null, NaN and infinities are not counted; without other values there is no
   * row. Reads the rows twice.
   */
  public DataFrame histogram(String column, int bins) {
    return Histograms.ofEqual(self(), column, bins);
  }

  /**
   * The same with given borders in rising order, one more than there are ranges: numbers, dates or
   * times as the column has. Values outside of them are not counted either. Reads the rows once.
   */
  public DataFrame histogram(String column, List<?> borders) {
    return Histograms.ofBorders(self(), column, borders);
  }

  /**
   * Groups by all of the keys, by all but the last, and so on, down to all rows as one: subtotals.
   * See {@link #groupingSets}.
   */
  public GroupBy rollup(String... keys) {
    List<String> all = List.of(keys);
    return groupingSets(
        IntStream.rangeClosed(0, keys.length)
            .mapToObj(left -> all.subList(0, keys.length - left))
            .toList());
  }

  /** Groups by every choice of the keys, from all to none. See {@link #groupingSets}. */
  public GroupBy cube(String... keys) {
    if (keys.length > 10) {
      throw new PlanException(
          "a cube of %d keys has more than 1,024 groupings".formatted(keys.length));
    }
    List<List<String>> sets = new ArrayList<>();
    for (int left = 0; left < 1 << keys.length; left++) {
      List<String> set = new ArrayList<>();
      for (int key = 0; key < keys.length; key++) {
        if ((left >> (keys.length - 1 - key) & 1) == 0) {
          set.add(keys[key]);
        }
      }
      sets.add(set);
    }
    return groupingSets(sets);
  }

  /**
   * Several groupings in one result: the groups of the first set of keys, then those of the second,
   * and so on. A key that is not of a set is null in its rows; {@link GroupBy#groupingId} tells
   * that from a null in the data. Each set reads the rows anew.
   */
  public GroupBy groupingSets(List<List<String>> sets) {
    return GroupBy.ofSets(self(), sets);
  }

  // Shape

  /**
   * Columns as rows (melt): of each row one for each of {@code values} in turn, with the columns
   * {@code ids}, the name of the column as "variable", and what it holds as "value", null or not,
   * in the common type of these columns. The rows are read once.
   */
  public DataFrame unpivot(List<String> ids, List<String> values) {
    return unpivot(ids, values, "variable", "value");
  }

  /** The same with other names for the last two columns. */
  public DataFrame unpivot(
      List<String> ids, List<String> values, String variableName, String valueName) {
    if (values.isEmpty()) {
      throw new PlanException("an unpivot needs columns to make rows of");
    }
    List<Object> columns = new ArrayList<>(ids);
    columns.add(listOf(values.stream().map(Frames::lit).toArray()).as(variableName));
    columns.add(listOf(values.stream().map(Column::named).toArray()).as(valueName));
    return self().select(columns.toArray()).explodeNonEmpty(variableName, valueName);
  }

  /**
   * All columns, and for each of these values whether {@code column} has it, as {@code
   * column_value}: false where it is null. Of a categorical none need be given: they are its names.
   */
  public DataFrame dummies(String column, Object... values) {
    List<?> all =
        Arguments.valuesOrNames("dummies need %s: name them", self().schema(), column, values);
    List<Column> columns = new ArrayList<>();
    for (Object value : all) {
      columns.add(Column.named(column).eq(value).fillNull(false).as(column + "_" + value));
    }
    return self().withColumns(columns.toArray(Column[]::new));
  }

  /** What {@code verbs} makes of this: for chains with steps of one's own. */
  public DataFrame pipe(UnaryOperator<DataFrame> verbs) {
    return verbs.apply(self());
  }
}
