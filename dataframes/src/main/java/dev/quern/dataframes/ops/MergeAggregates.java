package dev.quern.dataframes.ops;

import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/**
 * Merges partial aggregates in the order of the tasks' inputs, which fixes how float sums are
 * rounded and in which order the groups stand.
 *
 * @param sink the aggregation that made them
 * @param last whether the result is wanted, and not a larger part
 */
public record MergeAggregates(RowSink.Aggregate sink, boolean last) implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    try (HashAggregator aggregator = sink.open(context.memory())) {
      for (Chunk input : inputs) {
        context.checkCancelled();
        aggregator.merge((Batch) input);
      }
      return last ? aggregator.finish(context.memory()) : aggregator.partial(context.memory());
    }
  }
}
