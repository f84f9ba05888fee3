package dev.quern.dataframes.ops;

import dev.quern.engine.agg.radix.GroupMerge;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/**
 * Merges one part of the groups of all partial aggregates, in the order of the tasks' inputs, which
 * fixes how float sums are rounded. Few groups are all in part 0.
 *
 * @param sink the aggregation that made them
 * @param part which part
 * @param ranges how many {@link OrderGroups} there will be
 * @param last whether the result is wanted, and not a larger partial aggregate
 */
public record MergeAggregates(RowSink.Aggregate sink, int part, int ranges, boolean last)
    implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return GroupMerge.part(
        context, sink.grouping(), GatherGroups.groups(inputs), part, ranges, last);
  }
}
