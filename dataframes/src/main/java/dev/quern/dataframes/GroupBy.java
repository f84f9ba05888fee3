package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.collectList;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.nullOf;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.rowNumber;
import static dev.quern.dataframes.Frames.structOf;

import dev.quern.dataframes.plan.BatchFn;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rows of a frame in groups of equal keys, waiting to be aggregated. Nulls are a group of their
 * own; NaN equals NaN.
 */
public final class GroupBy {
  private static final String PLACE = "#place";

  private final FramePlan input;
  private final List<NamedExpr> keys;

  /** Which of the keys are grouped by, once for each; all of them, unless told otherwise. */
  private final List<Set<String>> sets;

  private final Optional<String> groupingId;

  GroupBy(FramePlan input, List<NamedExpr> keys) {
    this(input, keys, List.of(), Optional.empty());
  }

  private GroupBy(
      FramePlan input, List<NamedExpr> keys, List<Set<String>> sets, Optional<String> groupingId) {
    this.input = input;
    this.keys = List.copyOf(keys);
    this.sets = List.copyOf(sets);
    this.groupingId = groupingId;
  }

  static GroupBy ofSets(DataFrame frame, List<List<String>> sets) {
    Set<String> keys = new LinkedHashSet<>();
    sets.forEach(keys::addAll);
    if (sets.isEmpty() || keys.isEmpty()) {
      throw new PlanException("grouping sets need at least one set, and at least one key");
    }
    return new GroupBy(
        frame.plan(),
        Arguments.named(keys.toArray(), frame.schema()),
        sets.stream().map(set -> (Set<String>) new LinkedHashSet<>(set)).toList(),
        Optional.empty());
  }

  /**
   * With grouping sets, a column more behind the keys: an int64 with a bit for each key, the last
   * one lowest, that is 1 where the key is not grouped by, and so null without having been null
   * (GROUPING_ID in SQL).
   */
  public GroupBy groupingId(String name) {
    return new GroupBy(input, keys, sets, Optional.of(name));
  }

  /**
   * One row per group: the keys, and then the aggregates, in the order given, or what is computed
   * from some: {@code sum("a").divide(sum("b")).as("ratio")} may read aggregates, constants and the
   * keys. Equal aggregates are computed once. The order of the groups is not specified; it is the
   * same for the same files whatever the number of workers and the memory. Sort by the keys for an
   * order that means something.
   */
  public DataFrame agg(Column... aggregations) {
    if (sets.isEmpty()) {
      return grouped(keys, aggregations);
    }
    List<FramePlan> groups = sets.stream().map(set -> group(set, aggregations)).toList();
    List<FramePlan> shared = GroupingSets.share(groups, keys);
    return IntStream.range(0, sets.size())
        .mapToObj(i -> ofSet(sets.get(i), new DataFrame(shared.get(i))))
        .reduce(DataFrame::union)
        .orElseThrow();
  }

  private FramePlan group(Set<String> set, Column... aggregations) {
    List<NamedExpr> by = keys.stream().filter(key -> set.contains(key.name())).toList();
    return AggregatePlans.group(input, by, aggregations, SourceLine.here());
  }

  private DataFrame grouped(List<NamedExpr> by, Column... aggregations) {
    return new DataFrame(AggregatePlans.group(input, by, aggregations, SourceLine.here()));
  }

  private DataFrame ofSet(Set<String> set, DataFrame groups) {
    List<Object> columns = new ArrayList<>();
    long id = 0;
    for (NamedExpr key : keys) {
      boolean isGrouped = set.contains(key.name());
      DType type = key.expr().type();
      columns.add(isGrouped ? key.name() : nullOf(type).as(key.name()));
      id = id << 1 | (isGrouped ? 0 : 1);
    }
    if (groupingId.isPresent()) {
      columns.add(lit(id).as(groupingId.get()));
    }
    groups.schema().names().stream().skip(set.size()).forEach(columns::add);
    return groups.select(columns.toArray());
  }

  /**
   * The first {@code count} rows of each group in an order, as {@link DataFrame#sort} takes it: all
   * columns of these rows, sorted by the keys and then in that order; of rows equal in order those
   * that come first. Keeps little more than those rows in memory.
   */
  public DataFrame top(int count, Object... order) {
    if (count < 1 || order.length == 0) {
      throw new PlanException(
          "the top rows of a group are one at least, in some order, as in top(2, desc(\"price\"))");
    }
    Object[] by = keys.stream().map(key -> Column.computed(_ -> key.expr())).toArray();
    DataFrame rows = new DataFrame(input);
    return rows.withColumns(rowNumber().over(partitionBy(by).orderBy(order)).as(PLACE))
        .filter(col(PLACE).le(count))
        .select(rows.schema().names().toArray());
  }

  /**
   * What {@code function} makes of each group, which it gets as one batch of all columns, the keys
   * among them, with the rows in their order; {@code schema} says of which columns its rows are. It
   * may be called by several threads at a time, for one group each. A group must fit in memory;
   * without keys all rows are one, even if there are none. What comes of the groups is in their
   * order, which is that of {@link #agg}.
   */
  public DataFrame mapGroups(Schema schema, BatchFn function) {
    if (!sets.isEmpty()) {
      throw new PlanException("mapGroups takes keys, not grouping sets, whose groups overlap");
    }
    Schema rows = input.schema();
    Column[] fields = rows.names().stream().map(Column::named).toArray(Column[]::new);
    DataFrame groups = agg(collectList(structOf((Object[]) fields)).as(GroupMap.ROWS));
    return groups.select(GroupMap.ROWS).mapBatches(schema, new GroupMap(rows, schema, function));
  }

  /** The number of rows of each group, in a column called {@code count}. */
  public DataFrame count() {
    return agg(Frames.count().as("count"));
  }

  /**
   * Aggregates side by side for each of some values of {@code column}: {@code
   * groupBy("city").pivot("year", 2023, 2024).agg(sum("sales"))} has the columns {@code city},
   * {@code 2023} and {@code 2024}. One pass over the rows. Of a categorical no values need be
   * given: they are its names.
   */
  public Pivot pivot(String column, Object... values) {
    return new Pivot(
        this,
        column,
        Arguments.valuesOrNames(
            "a pivot needs %s: name them, or let pivotAll find them",
            input.schema(), column, values));
  }

  /**
   * The same for all values of {@code column} but null, in ascending order: runs a query at once,
   * in the current session, that finds them.
   */
  public Pivot pivotAll(String column) {
    return Pivot.ofAll(this, new DataFrame(input), column);
  }
}
