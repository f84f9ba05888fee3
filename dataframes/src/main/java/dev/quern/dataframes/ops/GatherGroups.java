package dev.quern.dataframes.ops;

import dev.quern.engine.agg.radix.GroupParts;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/**
 * A node of the tree over partial aggregates: merges them, in the order of the inputs, while they
 * have few groups.
 *
 * @param sink the aggregation that made them
 */
public record GatherGroups(RowSink.Aggregate sink) implements DataBound {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return GroupParts.gather(context, sink.grouping(), groups(inputs));
  }

  static List<GroupParts> groups(List<Chunk> inputs) {
    return inputs.stream().map(GroupParts.class::cast).toList();
  }
}
