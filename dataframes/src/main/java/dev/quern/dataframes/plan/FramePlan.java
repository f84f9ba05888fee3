package dev.quern.dataframes.plan;

import dev.quern.engine.SourceLine;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.io.AnyOf;
import dev.quern.engine.io.ColumnPredicate;
import dev.quern.engine.io.ScanPredicate;
import dev.quern.engine.io.Source;
import dev.quern.engine.plan.Plan;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A node of a frame's logical plan. Every node knows its output schema and the line of user code
 * that made it; expressions were checked against the input's schema when the node was made.
 */
public sealed interface FramePlan extends Plan<FramePlan>
    permits FramePlan.Scan, Join, Union, Zip, FramePlan.OfOne {

  /** The columns that come out. */
  Schema schema();

  /** A node with one input, whose columns come out unless it says otherwise. */
  sealed interface OfOne extends FramePlan
      permits Filter,
          Project,
          Aggregate,
          Sort,
          Window,
          Limit,
          Shared,
          Slice,
          Sample,
          RowIndex,
          MapBatches,
          Explode {
    /** Where its rows come from. */
    FramePlan input();

    /** The same node over another input. */
    FramePlan withInput(FramePlan other);

    @Override
    default Schema schema() {
      return input().schema();
    }

    @Override
    default List<FramePlan> children() {
      return List.of(input());
    }

    @Override
    default FramePlan withChildren(List<FramePlan> children) {
      return withInput(children.getFirst());
    }
  }

  /**
   * Reads columns of a source.
   *
   * @param columns the columns to read, in order
   * @param predicates conditions by which the source may leave out pieces; rows that do not meet
   *     them may come out all the same
   */
  record Scan(Source source, List<String> columns, List<ScanPredicate> predicates, SourceLine where)
      implements FramePlan {
    /** Whether a column may hold nulls is left out: plans are compared by names and types. */
    @Override
    public Schema schema() {
      return Schema.of(
          source.schema().select(columns).fields().stream()
              .map(f -> Field.of(f.name(), f.type()))
              .toList());
    }

    @Override
    public List<FramePlan> children() {
      return List.of();
    }

    @Override
    public FramePlan withChildren(List<FramePlan> children) {
      return this;
    }

    @Override
    public String label() {
      String text = "scan " + source.describe();
      if (columns.size() < source.schema().size()) {
        text += ", %d of %d columns".formatted(columns.size(), source.schema().size());
      }
      return predicates.isEmpty() ? text : text + ", pruned by " + texts(predicates);
    }

    /* Many constants are not for plans to print. */
    private static Object shown(Object value) {
      return value instanceof List<?> many && many.size() > 10
          ? "[%s, ... %d in all]".formatted(many.getFirst(), many.size())
          : value;
    }

    private static String texts(List<ScanPredicate> predicates) {
      return predicates.stream().map(Scan::text).collect(Collectors.joining(" and "));
    }

    private static String text(ScanPredicate predicate) {
      return switch (predicate) {
        case ColumnPredicate(String column, var comparison, Object value) ->
            column + " " + comparison + " " + shown(value);
        case AnyOf(List<List<ScanPredicate>> branches) ->
            branches.stream().map(Scan::texts).collect(Collectors.joining(" or ", "(", ")"));
      };
    }
  }

  /** Keeps the rows in which the condition is true. */
  record Filter(FramePlan input, Expr condition, SourceLine where) implements OfOne {
    @Override
    public FramePlan withInput(FramePlan other) {
      return new Filter(other, condition, where);
    }

    @Override
    public String label() {
      return "filter " + condition;
    }
  }

  /** Computes the output columns from the input's, row by row. */
  record Project(FramePlan input, List<NamedExpr> columns, SourceLine where) implements OfOne {
    @Override
    public Schema schema() {
      return NamedExpr.schema(columns);
    }

    @Override
    public FramePlan withInput(FramePlan other) {
      return new Project(other, columns, where);
    }

    @Override
    public String label() {
      return "select " + join(columns);
    }
  }

  /** One row per distinct combination of the keys; without keys one row. */
  record Aggregate(
      FramePlan input, List<NamedExpr> keys, List<NamedAggregate> aggregates, SourceLine where)
      implements OfOne {
    @Override
    public Schema schema() {
      List<Field> fields = new ArrayList<>();
      keys.forEach(key -> fields.add(key.field()));
      aggregates.forEach(aggregate -> fields.add(aggregate.field()));
      return Schema.of(fields);
    }

    @Override
    public FramePlan withInput(FramePlan other) {
      return new Aggregate(other, keys, aggregates, where);
    }

    @Override
    public String label() {
      if (aggregates.isEmpty()) {
        return "distinct " + join(keys);
      }
      return keys.isEmpty()
          ? "aggregate " + join(aggregates)
          : "aggregate by " + join(keys) + ": " + join(aggregates);
    }
  }

  /**
   * A column of a join's right input in its output.
   *
   * @param column its name in the right input
   * @param name its name in the output
   */
  record RightColumn(String column, String name) implements Serializable {}

  /**
   * Orders the rows; equal ones keep their order.
   *
   * @param limit how many rows come out at most
   */
  record Sort(FramePlan input, List<SortOrder> order, long limit, SourceLine where)
      implements OfOne {
    /** A limit that is none. */
    public static final long ALL = Long.MAX_VALUE;

    @Override
    public FramePlan withInput(FramePlan other) {
      return new Sort(other, order, limit, where);
    }

    @Override
    public String label() {
      return limit == ALL ? "sort by " + join(order) : "top " + limit + " by " + join(order);
    }
  }

  /**
   * Adds the columns of window functions. The rows come out in the order of partitions and, within
   * them, of {@code order} and then of {@code ties}.
   *
   * @param partition columns whose equal values make a partition; of none, all rows are one
   * @param ties an order of rows that are equal for the functions; of none, they keep theirs
   * @param ranks which rows are wanted at least: the others may be left out
   */
  record Window(
      FramePlan input,
      List<String> partition,
      List<SortOrder> order,
      List<SortOrder> ties,
      List<NamedWindow> functions,
      Ranks ranks,
      SourceLine where)
      implements OfOne {

    /** Copies the lists. */
    public Window {
      partition = List.copyOf(partition);
      order = List.copyOf(order);
      ties = List.copyOf(ties);
      functions = List.copyOf(functions);
    }

    @Override
    public Schema schema() {
      List<Field> fields = new ArrayList<>(input.schema().fields());
      functions.forEach(function -> fields.add(function.field()));
      return Schema.of(fields);
    }

    @Override
    public FramePlan withInput(FramePlan other) {
      return new Window(other, partition, order, ties, functions, ranks, where);
    }

    /** The same, of which only these rows are wanted. */
    public Window withRanks(Ranks wanted) {
      return new Window(input, partition, order, ties, functions, wanted, where);
    }

    /** The same with other functions. */
    public Window withFunctions(List<NamedWindow> others) {
      return new Window(input, partition, order, ties, others, ranks, where);
    }

    /** The same over other rows, which this puts into the order {@code of} where they tie. */
    public Window withTies(FramePlan other, List<SortOrder> of) {
      List<SortOrder> sorting = sorting();
      List<SortOrder> all = SortOrder.then(sorting, of);
      List<SortOrder> more = all.subList(SortOrder.then(sorting, List.of()).size(), all.size());
      return new Window(other, partition, order, more, functions, ranks, where);
    }

    /** What the functions need the rows to be sorted by. */
    public List<SortOrder> sorting() {
      List<SortOrder> all = new ArrayList<>();
      partition.forEach(column -> all.add(new SortOrder(column, false, false)));
      all.addAll(order);
      return all;
    }

    /** What the rows are sorted by: {@link #sorting} and then the ties. */
    public List<SortOrder> rowOrder() {
      return SortOrder.then(sorting(), ties);
    }

    @Override
    public String label() {
      String over = partition.isEmpty() ? "" : " partition by " + String.join(", ", partition);
      String by = order.isEmpty() ? "" : " order by " + join(order);
      by += ties.isEmpty() ? "" : " then by " + join(ties);
      String few = ranks.areFew() ? " first " + ranks.most() : "";
      return "window%s%s%s: %s".formatted(over, by, few, join(functions));
    }
  }

  /** The first rows. */
  record Limit(FramePlan input, long count, SourceLine where) implements OfOne {
    @Override
    public FramePlan withInput(FramePlan other) {
      return new Limit(other, count, where);
    }

    @Override
    public String label() {
      return "limit " + count;
    }
  }

  /**
   * Rows that several nodes of the plan read: equal nodes of this kind are computed once, and their
   * rows kept until the last reader has them.
   */
  record Shared(FramePlan input, SourceLine where) implements OfOne {
    @Override
    public FramePlan withInput(FramePlan other) {
      return new Shared(other, where);
    }

    @Override
    public String label() {
      return "shared";
    }
  }

  private static String join(List<?> parts) {
    return parts.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
