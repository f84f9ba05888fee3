package dev.quern.dataframes.ops;

import dev.quern.engine.agg.radix.GroupOrder;
import dev.quern.engine.agg.radix.GroupRuns;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Puts the merged groups of all parts into the order of their first appearance, and gives one range
 * of them. Few groups are all in range 0.
 *
 * @param schema of the result
 * @param range which of the ranges that the merges were told of
 */
public record OrderGroups(Schema schema, int range) implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<GroupRuns> parts = inputs.stream().map(GroupRuns.class::cast).toList();
    return GroupOrder.range(context, schema, parts, range);
  }
}
