package dev.quern.dataframes.lower;

import dev.quern.dataframes.lower.Flow.Partition;
import dev.quern.dataframes.ops.RowSink;
import dev.quern.dataframes.ops.RowStarts;
import dev.quern.dataframes.ops.RowStep;
import dev.quern.dataframes.ops.RowsSoFar;
import dev.quern.dataframes.plan.RowIndex;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Lowers a row index. Each partition counts on from the rows before it, which metadata tells, or
 * the partitions themselves once they are there:
 *
 * <pre>
 *   partition 0   partition 1   partition 2
 *      count         count         count
 *         \            |            /
 *          +-------- starts -------+
 *         /            |            \
 *    index 0       index 1       index 2
 * </pre>
 */
final class RowIndexLowering {
  private final FrameLowering frames;
  private final Origin origin;

  RowIndexLowering(FrameLowering frames, Origin origin) {
    this.frames = frames;
    this.origin = origin;
  }

  Flow lower(RowIndex plan, Flow input) {
    Schema schema = RowIndex.indexed(input.schema(), plan.name());
    if (!plan.isDense()) {
      return new Flow(spread(plan.name(), input.partitions()), schema, origin);
    }
    List<Partition> known = known(plan.name(), input.partitions());
    return new Flow(
        known.size() == input.partitions().size() ? known : counted(plan.name(), input),
        schema,
        origin);
  }

  private static List<Partition> spread(String name, List<Partition> partitions) {
    List<Partition> indexed = new ArrayList<>();
    for (Partition partition : partitions) {
      long first = RowIndex.PARTITION_ROWS * indexed.size();
      indexed.add(partition.then(RowStep.RowIndex.from(name, first)));
    }
    return indexed;
  }

  /** The first partitions with their indexes, as far as metadata tells where they begin. */
  private static List<Partition> known(String name, List<Partition> partitions) {
    List<Partition> indexed = new ArrayList<>();
    long first = 0;
    for (Partition partition : partitions) {
      if (first < 0) {
        break;
      }
      indexed.add(partition.then(RowStep.RowIndex.from(name, first)));
      long rows = Limits.knownRows(partition);
      first = rows < 0 ? -1 : first + rows;
    }
    return indexed;
  }

  private List<Partition> counted(String name, Flow input) {
    List<Key> parts = frames.materialize(input, new RowSink.Collect(input.schema()), true);
    List<Key> counts = new ArrayList<>();
    for (Key part : parts) {
      counts.add(frames.task("count", new RowsSoFar(), origin, List.of(part)));
    }
    Key starts = frames.task("starts", new RowStarts(), origin, counts);
    List<Partition> indexed = new ArrayList<>();
    for (Key part : parts) {
      RowStep step = RowStep.RowIndex.of(name, 1, indexed.size());
      indexed.add(Partition.of(part).withInput(starts).then(step));
    }
    return indexed;
  }
}
