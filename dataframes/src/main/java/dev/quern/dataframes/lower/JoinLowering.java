package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.BuildTable;
import dev.quern.dataframes.ops.FillTable;
import dev.quern.dataframes.ops.JoinPart;
import dev.quern.dataframes.ops.JoinSlice;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.ops.RowStep;
import dev.quern.dataframes.ops.SliceParts;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.Join;
import dev.quern.dataframes.plan.SortedSides;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.expr.Exprs;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.join.RangeComparison;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Joins as tasks. The right side is made a table, which the left side's pipelines probe as their
 * rows go by.
 *
 * <p>Rows of one key are sorted by what they are compared with by less or greater, if they are.
 *
 * <p>If the table turns out too large for the memory, it is scattered to parts by the hash of its
 * keys instead. The left side is then scattered too, the parts are joined one by one, and the
 * pipelines read what those gave in place of probing. Without keys it is one part, of which each
 * part of the left side meets all rows. The tasks for that are there from the start, and do nothing
 * when the table is in memory; they are left out where the right side is surely small.
 *
 * <pre>
 *   right ─> table ─┬─> scatter left 0 ─┬─> join part 0 ─┬─> rows of left 0 ─> ...
 *                   ├─> scatter left 1 ─┼─> join part 1 ─┼─> rows of left 1 ─> ...
 *                   └───────────────────┴─> ...          ┴─> ...
 * </pre>
 *
 * <p>A part with far more left rows than the others, those of a key with most of them, is joined in
 * slices by several tasks ({@link SliceParts}).
 *
 * <p>Sides that are both sorted by the keys go to {@link MergeJoinLowering}.
 */
final class JoinLowering {
  /** A right side of files that say they are no larger is always kept in memory. */
  private static final long SURELY_SMALL = 4L << 20;

  private static final long FEW_ROWS = 1000;

  /** Tasks that share in parts with many rows: enough for a key with half of them. */
  private static final int MOST_SLICES = 15;

  private final FrameLowering lowering;
  private final Origin origin;

  JoinLowering(FrameLowering lowering, Origin origin) {
    this.lowering = lowering;
    this.origin = origin;
  }

  Flow lower(Join plan, Set<String> wanted) {
    Optional<SortedSides> sorted = SortedSides.of(plan);
    if (sorted.isPresent()) {
      return new MergeJoinLowering(lowering, origin).lower(plan, sorted.get(), wanted);
    }
    List<String> rightColumns = new ArrayList<>();
    List<String> outputNames = new ArrayList<>();
    for (FramePlan.RightColumn column : plan.rightColumns()) {
      if (wanted.contains(column.name())) {
        rightColumns.add(column.column());
        outputNames.add(column.name());
      }
    }
    Set<String> leftRead = FrameLowering.with(wanted, plan.leftKeys());
    plan.conditions().forEach(condition -> leftRead.addAll(Exprs.columns(condition)));
    List<String> rightRead = new ArrayList<>(rightColumns);
    plan.conditionColumns().forEach(column -> rightRead.add(column.column()));
    Table table = table(plan, rightRead);
    Flow left = lowering.flow(plan.left(), leftRead);
    List<String> leftColumns = left.schema().names().stream().filter(wanted::contains).toList();
    Schema output =
        plan.schema().select(Stream.concat(leftColumns.stream(), outputNames.stream()).toList());
    RowStep.Probe probe =
        new RowStep.Probe(
            plan.leftKeys(),
            leftColumns,
            rightColumns,
            plan.type(),
            output,
            plan.conditions(),
            plan.conditionColumns());
    return probe(left, table, probe);
  }

  /**
   * A join's right side.
   *
   * @param key the task that makes the table
   * @param filled the task behind which it is filled, if others than that fill it
   * @param schema its columns
   * @param keys the columns to look up by
   * @param ranges what the rows of a key are compared by; none for none
   * @param mayScatter whether it may be too large for the memory
   */
  record Table(
      Key key,
      List<Key> filled,
      Schema schema,
      List<String> keys,
      List<Expr> ranges,
      boolean mayScatter) {}

  /** The right side of {@code plan}, with its keys and these columns. */
  Table table(Join plan, List<String> columns) {
    Set<String> read = FrameLowering.with(new LinkedHashSet<>(columns), plan.rightKeys());
    Flow right = FrameLowering.exactly(lowering.flow(plan.right(), read), read);
    boolean mayScatter = !isSurelySmall(right) && !hasFewRows(plan.right());
    List<Expr> ranges = ranges(plan);
    List<Key> parts = lowering.materialize(right, new RowSink.Collect(right.schema()), true);
    BuildTable.Makes makes = mayScatter ? BuildTable.Makes.WHAT_FITS : BuildTable.Makes.TABLE;
    boolean shared = mayScatter && !plan.rightKeys().isEmpty();
    BuildTable build =
        new BuildTable(
            right.schema(),
            plan.rightKeys(),
            ranges,
            plan.type().dropsWithoutPartner(),
            shared,
            makes);
    Key key = lowering.task("join-table", build, origin, parts);
    List<Key> filled = shared ? List.of(filled(key, right.schema())) : List.of();
    return new Table(key, filled, right.schema(), plan.rightKeys(), ranges, mayScatter);
  }

  /** The task behind which the table that {@code table} has made is filled by several tasks. */
  private Key filled(Key table, Schema schema) {
    List<Operator> fills = new ArrayList<>();
    for (int piece = 0; piece < FillTable.PIECES; piece++) {
      fills.add(new FillTable(schema, piece));
    }
    List<Key> inputs = new ArrayList<>(List.of(table));
    inputs.addAll(lowering.tasks("fill-table", fills, origin, inputs));
    return lowering.task(
        "finish-table", new FillTable(schema, FillTable.FINISH), origin, List.copyOf(inputs));
  }

  /** What pairs are found by beside equal keys, over columns of the right side. */
  private static List<Expr> ranges(Join plan) {
    if (plan.conditions().isEmpty()) {
      return List.of();
    }
    Map<String, Expr> right = new HashMap<>();
    for (FramePlan.RightColumn column : plan.conditionColumns()) {
      right.put(column.name(), Exprs.column(plan.right().schema(), column.column()));
    }
    Expr all = plan.conditions().stream().reduce(Expr.And::new).orElseThrow();
    return RangeComparison.keys(RangeComparison.of(all, right.keySet())).stream()
        .map(key -> Exprs.replaceColumns(key, c -> right.getOrDefault(c.name(), c)))
        .toList();
  }

  /**
   * The rows of {@code left} with what {@code probe} finds in {@code table}.
   *
   * @param probe says all but where the task's inputs are
   */
  Flow probe(Flow left, Table table, RowStep.Probe probe) {
    Flow rows = new Flow(left.partitions(), left.schema(), origin);
    List<Key> joined = table.mayScatter() ? joinParts(rows, table, probe) : List.of();
    List<Partition> probing = new ArrayList<>();
    for (Partition partition : rows.partitions()) {
      Partition behind = partition.withInputs(table.filled());
      RowStep.Probe own = probe.at(behind.inputs().size(), joined.size(), probing.size());
      probing.add(behind.withInput(table.key()).withInputs(joined).then(own));
    }
    return new Flow(probing, probe.output(), origin);
  }

  private List<Key> joinParts(Flow left, Table table, RowStep.Probe probe) {
    List<Partition> readers =
        left.partitions().stream().map(p -> p.withInput(table.key())).toList();
    List<Key> inputs = new ArrayList<>();
    inputs.add(table.key());
    inputs.addAll(
        lowering.materialize(
            new Flow(readers, left.schema(), origin),
            new RowSink.Scatter(left.schema(), probe.keys(), probe.kind().dropsWithoutPartner()),
            false));
    SliceParts slices = new SliceParts(!table.keys().isEmpty(), MOST_SLICES);
    inputs.add(lowering.task("slice-parts", slices, origin, List.copyOf(inputs)));
    List<Operator> joins = new ArrayList<>();
    for (int part = 0; part < KeyScatter.PARTS; part++) {
      joins.add(
          new JoinPart(probe, left.schema(), table.schema(), table.keys(), table.ranges(), part));
    }
    JoinPart any = (JoinPart) joins.getFirst();
    for (int slice = 0; slice < MOST_SLICES; slice++) {
      joins.add(new JoinSlice(any, slice));
    }
    return lowering.tasks("join-part", joins, origin, inputs);
  }

  /* As a subquery has that gives one value. */
  private static boolean hasFewRows(FramePlan plan) {
    return switch (plan) {
      case FramePlan.Aggregate aggregate -> aggregate.keys().isEmpty();
      case FramePlan.Limit limit -> limit.count() <= FEW_ROWS;
      case FramePlan.Sort sort -> sort.limit() <= FEW_ROWS;
      case FramePlan.Filter filter -> hasFewRows(filter.input());
      case FramePlan.Project project -> hasFewRows(project.input());
      case FramePlan.Shared shared -> hasFewRows(shared.input());
      default -> false;
    };
  }

  private static boolean isSurelySmall(Flow right) {
    long bytes = 0;
    for (Partition partition : right.partitions()) {
      boolean grows = partition.steps().stream().anyMatch(RowStep.Probe.class::isInstance);
      if (grows || !(partition.source() instanceof RowSource.OfSplit source)) {
        return false;
      }
      long estimated = source.split().estimatedBytes();
      if (estimated <= 0) {
        return false;
      }
      bytes += estimated;
    }
    return bytes <= SURELY_SMALL;
  }
}
