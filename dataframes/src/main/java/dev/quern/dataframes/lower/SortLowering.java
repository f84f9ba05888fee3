package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.ChooseSplitters;
import dev.quern.dataframes.ops.MergeTops;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowSource;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Sorts as tasks. Each partition is sorted into runs; splitters cut the runs into parts; whatever
 * reads the sorted rows merges its part as it goes, so that they are nowhere in memory as a whole.
 *
 * <pre>
 *   split ─> sorted runs ─┬────────────────┬─> merge of part 0 ─> ...
 *   split ─> sorted runs ─┤                ├─> merge of part 1 ─> ...
 *   split ─> sorted runs ─┴─> splitters ───┴─> merge of part 2 ─> ...
 * </pre>
 *
 * <p>How many parts there can be is settled here, how many there are by the rows: those of a small
 * sort are all in the first.
 */
final class SortLowering {
  /** Bytes for which a part is worth a task. */
  private static final long PART_BYTES = 32L << 20;

  private static final int MOST_PARTS = 64;

  private final FrameLowering lowering;
  private final Origin origin;

  SortLowering(FrameLowering lowering, Origin origin) {
    this.lowering = lowering;
    this.origin = origin;
  }

  Flow lower(FramePlan.Sort plan, Flow input) {
    Flow rows = new Flow(input.partitions(), input.schema(), origin);
    return plan.limit() <= RowSink.Top.MOST ? top(plan, rows) : all(plan, rows);
  }

  private Flow top(FramePlan.Sort plan, Flow rows) {
    RowSink.Top sink = new RowSink.Top(plan.schema(), plan.order(), (int) plan.limit());
    MergeTops merge = new MergeTops(plan.schema(), plan.order(), plan.limit());
    List<Key> tops = lowering.tree(lowering.materialize(rows, sink, false), merge, origin);
    Key merged = lowering.task("merge-sorted", merge, origin, tops);
    return new Flow(List.of(Partition.of(merged)), plan.schema(), origin);
  }

  private Flow all(FramePlan.Sort plan, Flow rows) {
    Schema schema = plan.schema();
    boolean limited = plan.limit() != Long.MAX_VALUE;
    int parts = limited ? 1 : mostParts(rows.partitions());
    List<Key> runs =
        lowering.materialize(rows, new RowSink.SortRun(schema, plan.order(), parts), false);
    List<Key> inputs = new ArrayList<>(runs);
    if (parts > 1) {
      ChooseSplitters choose = new ChooseSplitters(schema, plan.order(), parts, 0);
      inputs.add(lowering.task("splitters", choose, origin, runs));
    }
    List<Partition> merges = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      RowSource source = new RowSource.OfMerge(schema, plan.order(), runs.size(), parts, part);
      merges.add(new Partition(source, inputs, List.of()));
    }
    Flow sorted = new Flow(merges, schema, origin);
    return limited ? lowering.first(sorted, plan.limit(), origin) : sorted;
  }

  static int mostParts(List<Partition> partitions) {
    long bytes = 0;
    for (Partition partition : partitions) {
      long estimated =
          partition.source() instanceof RowSource.OfSplit source
              ? source.split().estimatedBytes()
              : 0;
      if (estimated <= 0) {
        return Math.clamp(partitions.size(), 1, MOST_PARTS);
      }
      bytes += estimated;
    }
    return Math.clamp(bytes / PART_BYTES, 1, MOST_PARTS);
  }
}
