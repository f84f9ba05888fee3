package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.ChooseSplitters;
import dev.quern.dataframes.ops.FirstOfGroups;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Window functions as tasks: the rows are sorted by partition and order as for a {@link
 * SortLowering}, but cut between partitions only; whatever reads a part computes the functions on
 * the way. Windows over rows that another one has sorted take them as they come from there.
 */
final class WindowLowering {
  private final FrameLowering lowering;
  private final Origin origin;

  WindowLowering(FrameLowering lowering, Origin origin) {
    this.lowering = lowering;
    this.origin = origin;
  }

  Flow lower(FramePlan.Window plan, Flow input) {
    Flow rows = first(plan, new Flow(input.partitions(), input.schema(), origin));
    List<Partition> sorted = sorted(plan, rows);
    List<Partition> windows = new ArrayList<>();
    for (Partition part : sorted) {
      RowSource source =
          new RowSource.OfWindow(
              part.source(),
              input.schema(),
              plan.sorting(),
              plan.partition().size(),
              plan.functions());
      windows.add(new Partition(source, part.inputs(), List.of()));
    }
    return new Flow(windows, plan.schema(), origin);
  }

  private List<Partition> sorted(FramePlan.Window plan, Flow rows) {
    if (plan.sorting().isEmpty()) {
      return unsorted(rows);
    }
    return rows.partitions().stream().allMatch(part -> isSortedFor(plan, part))
        ? rows.partitions()
        : sorted(rows, plan.rowOrder(), plan.partition());
  }

  /*
   * By another window, which keeps together at least what this must see together. No more than two
   * are read at once: each holds rows.
   */
  private static boolean isSortedFor(FramePlan.Window plan, Partition part) {
    return part.steps().isEmpty()
        && part.source() instanceof RowSource.OfWindow below
        && !(below.sorted() instanceof RowSource.OfWindow)
        && below.partition() <= plan.partition().size()
        && SortOrder.holds(plan.rowOrder(), below.order());
  }

  /** The rows that are wanted at least: of several partitions, since one is sorted as fast. */
  private Flow first(FramePlan.Window plan, Flow rows) {
    if (!plan.ranks().areFew() || rows.partitions().size() == 1) {
      return rows;
    }
    Schema schema = rows.schema();
    RowSink exchange = new RowSink.Exchange(schema, plan.partition());
    List<Key> scattered = lowering.materialize(rows, exchange, false);
    List<Operator> firsts =
        IntStream.range(0, KeyScatter.PARTS)
            .<Operator>mapToObj(
                part ->
                    new FirstOfGroups(schema, plan.partition(), plan.order(), plan.ranks(), part))
            .toList();
    List<Key> parts = lowering.tasks("first-of-groups", firsts, origin, scattered);
    return new Flow(parts.stream().map(Partition::of).toList(), schema, origin);
  }

  private List<Partition> unsorted(Flow rows) {
    return lowering.first(rows, Long.MAX_VALUE, origin).partitions();
  }

  private List<Partition> sorted(Flow rows, List<SortOrder> order, List<String> partition) {
    Schema schema = rows.schema();
    int parts = partition.isEmpty() ? 1 : SortLowering.mostParts(rows.partitions());
    List<Key> runs = lowering.materialize(rows, new RowSink.SortRun(schema, order, parts), false);
    List<Key> inputs = new ArrayList<>(runs);
    if (parts > 1) {
      ChooseSplitters choose = new ChooseSplitters(schema, order, parts, partition.size());
      inputs.add(lowering.task("splitters", choose, origin, runs));
    }
    List<Partition> merges = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      RowSource source = new RowSource.OfMerge(schema, order, runs.size(), parts, part);
      merges.add(new Partition(source, inputs, List.of()));
    }
    return merges;
  }
}
