package dev.quern.dataframes.ops;

import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;

/** Merges rows that are partial states into partial states. */
final class MergeState implements SinkState {
  private final HashAggregator aggregator;
  private final MemoryBudget budget;

  MergeState(RowSink.Aggregate sink, MemoryBudget budget) {
    this.aggregator = sink.open(budget);
    this.budget = budget;
  }

  @Override
  public void accept(Batch batch) {
    try (batch) {
      aggregator.merge(batch);
    }
  }

  @Override
  public Chunk finish() {
    return aggregator.partial(budget);
  }

  @Override
  public void close() {
    aggregator.close();
  }
}
