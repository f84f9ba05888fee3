package dev.quern.dataframes.ops;

import dev.quern.engine.agg.radix.GroupMerge;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/**
 * Merges some of the groups of all partial aggregates, in the order of the tasks' inputs, which
 * fixes how float sums are rounded. Few groups all fall to task 0.
 *
 * @param sink the aggregation that made them
 * @param task which of the tasks
 * @param tasks how many there are
 * @param last whether the result is wanted, and not a larger partial aggregate
 */
public record MergeAggregates(RowSink.Aggregate sink, int task, int tasks, boolean last)
    implements ReadsSections, DataBound {
  @Override
  public int section(int input, int inputs) {
    return tasks == GroupMerge.PARTS ? task : WHOLE;
  }

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return GroupMerge.groups(
        context, sink.grouping(), GatherGroups.groups(inputs), task, tasks, last);
  }
}
