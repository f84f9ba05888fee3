package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.GatherGroups;
import dev.quern.dataframes.ops.MergeAggregates;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowStep;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.NamedAggregate;
import dev.quern.dataframes.plan.NamedExpr;
import dev.quern.engine.agg.radix.GroupMerge;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Aggregations as tasks: partial states per partition, merged in a tree of fixed shape.
 *
 * <p>Where the rows come from a join, the left side is aggregated before it is joined, if the
 * aggregates read left columns only and the join's left keys are among the group's keys (eager
 * aggregation: Yan and Larson, 1995): all rows of such a left group have the same partners, so the
 * states can be joined in place of the rows, and there are no more of them than the result has
 * groups.
 *
 * <pre>
 *   aggregate by origin, city            merge states by origin, city
 *     join on origin = iata                join on origin = iata
 *       flights        3,000,000 rows        aggregate flights by origin    229 rows of states
 *       airports                             airports
 * </pre>
 */
final class AggregateLowering {
  /** Partial aggregates for each task that merges: with fewer it would have little to do. */
  private static final int TASK_PARTIALS = 4;

  /** Bytes read for each task that merges, which may all stand for groups. */
  private static final long TASK_BYTES = 2L << 20;

  private final FrameLowering lowering;
  private final Origin origin;

  AggregateLowering(FrameLowering lowering, Origin origin) {
    this.lowering = lowering;
    this.origin = origin;
  }

  Flow lower(FramePlan.Aggregate plan) {
    RowSink.Aggregate sink = new RowSink.Aggregate(plan.keys(), plan.aggregates());
    return merged(partials(plan.input(), sink), sink, plan.schema(), true);
  }

  /**
   * The groups of partial aggregates, merged.
   *
   * @param last whether results are wanted, and not states
   */
  private Flow merged(Partials partials, RowSink.Aggregate sink, Schema schema, boolean last) {
    List<Key> gathered = lowering.tree(partials.keys(), new GatherGroups(sink), origin);
    int tasks = sink.keys().isEmpty() ? 1 : mergeTasks(partials);
    List<Operator> merges =
        IntStream.range(0, tasks)
            .<Operator>mapToObj(task -> new MergeAggregates(sink, task, tasks, last))
            .toList();
    List<Key> groups = lowering.tasks("merge-aggregates", merges, origin, gathered);
    return new Flow(groups.stream().map(Partition::of).toList(), schema, origin);
  }

  /** A power of 2 by what is known before anything is read. */
  private static int mergeTasks(Partials partials) {
    long wanted = Math.max(partials.keys().size() / TASK_PARTIALS, partials.bytes() / TASK_BYTES);
    return Integer.highestOneBit(Math.clamp(wanted, 1, GroupMerge.PARTS));
  }

  /** Tasks whose results are states of {@code sink} over the rows of {@code input}. */
  private Partials partials(FramePlan input, RowSink.Aggregate sink) {
    if (input instanceof Join join && !join.isMerge()) {
      Optional<Partials> early = beforeJoin(join, sink);
      if (early.isPresent()) {
        return early.get();
      }
    }
    Set<String> read = new LinkedHashSet<>();
    sink.keys().forEach(key -> read.addAll(Exprs.columns(key.expr())));
    sink.aggregates().forEach(a -> a.inputs().forEach(e -> read.addAll(Exprs.columns(e))));
    Flow rows = lowering.flow(input, read);
    return partials(rows, sink);
  }

  private Partials partials(Flow rows, RowSink sink) {
    Flow own = new Flow(rows.partitions(), rows.schema(), origin);
    return new Partials(lowering.materialize(own, sink, false), rows.estimatedBytes());
  }

  /**
   * Partial aggregates.
   *
   * @param bytes what is read for them, as far as files tell
   */
  private record Partials(List<Key> keys, long bytes) {}

  private Optional<Partials> beforeJoin(Join join, RowSink.Aggregate sink) {
    Set<String> left = Set.copyOf(join.left().schema().names());
    List<NamedExpr> leftKeys = new ArrayList<>();
    for (NamedExpr key : sink.keys()) {
      Set<String> read = Exprs.columns(key.expr());
      if (left.containsAll(read)) {
        leftKeys.add(key);
      } else if (!key.isColumn()) {
        return Optional.empty();
      }
    }
    if (!join.type().hasBuildColumns()
        || join.leftKeys().isEmpty()
        || !join.conditions().isEmpty()
        || !holdsColumns(leftKeys, join.leftKeys())
        || !readOnly(sink.aggregates(), left)) {
      return Optional.empty();
    }
    RowSink.Aggregate early = new RowSink.Aggregate(leftKeys, sink.aggregates());
    Flow states = merged(partials(join.left(), early), early, early.partialSchema(), false);
    Flow joined = joined(join, sink, early, states);
    return Optional.of(partials(joined, new RowSink.Merge(sink)));
  }

  /** The states of the left side joined: in the columns of states of {@code sink}. */
  private Flow joined(Join join, RowSink.Aggregate sink, RowSink.Aggregate early, Flow states) {
    List<String> rightNames = new ArrayList<>();
    List<String> rightColumns = new ArrayList<>();
    for (NamedExpr key : sink.keys()) {
      if (!early.keys().contains(key)) {
        String name = ((Expr.Column) key.expr()).name();
        rightNames.add(name);
        rightColumns.add(source(join, name));
      }
    }
    Schema stateSchema = states.schema();
    List<Field> fields = new ArrayList<>(stateSchema.fields());
    for (String column : rightColumns) {
      DistinctName name = new DistinctName(fields);
      fields.add(join.right().schema().field(column).withName(name.of(column)));
    }
    Schema output = Schema.of(fields);
    RowStep.Probe probe =
        new RowStep.Probe(
            names(early.keys(), join.leftKeys()),
            stateSchema.names(),
            rightColumns,
            join.type(),
            output,
            List.of(),
            List.of());
    List<NamedExpr> arranged = new ArrayList<>();
    for (NamedExpr key : sink.keys()) {
      int right = rightNames.indexOf(key.expr() instanceof Expr.Column c ? c.name() : "");
      Field field =
          early.keys().contains(key)
              ? output.field(key.name())
              : output.field(stateSchema.size() + right);
      arranged.add(new NamedExpr(key.name(), new Expr.Column(field.name(), field.type())));
    }
    List<Field> stateColumns =
        stateSchema.fields().subList(early.keys().size(), stateSchema.size());
    stateColumns.forEach(field -> arranged.add(NamedExpr.column(field)));
    JoinLowering joins = new JoinLowering(lowering, origin);
    return joins
        .probe(states, joins.table(join, rightColumns), probe)
        .then(new RowStep.Project(arranged), NamedExpr.schema(arranged), origin);
  }

  /** The names under which {@code keys} has these columns. */
  private static List<String> names(List<NamedExpr> keys, List<String> columns) {
    return columns.stream()
        .map(
            column ->
                keys.stream()
                    .filter(key -> isColumn(key, column))
                    .findFirst()
                    .map(NamedExpr::name)
                    .orElseThrow())
        .toList();
  }

  private static String source(Join join, String output) {
    return join.rightColumns().stream()
        .filter(column -> column.name().equals(output))
        .findFirst()
        .orElseThrow()
        .column();
  }

  private static boolean holdsColumns(List<NamedExpr> keys, List<String> columns) {
    return columns.stream().allMatch(c -> keys.stream().anyMatch(key -> isColumn(key, c)));
  }

  private static boolean isColumn(NamedExpr key, String column) {
    return key.expr() instanceof Expr.Column c && c.name().equals(column);
  }

  private static boolean readOnly(List<NamedAggregate> aggregates, Set<String> columns) {
    return aggregates.stream()
        .allMatch(a -> a.inputs().stream().allMatch(e -> columns.containsAll(Exprs.columns(e))));
  }

  /** Names that no field has yet. */
  private record DistinctName(List<Field> taken) {
    String of(String wanted) {
      String name = wanted;
      while (isTaken(name)) {
        name += "'";
      }
      return name;
    }

    private boolean isTaken(String name) {
      return taken.stream().anyMatch(field -> field.name().equals(name));
    }
  }
}
