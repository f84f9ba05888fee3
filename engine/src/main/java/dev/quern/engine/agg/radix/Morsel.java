package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;

/**
 * Some groups of a bucket, or rows.
 *
 * @param batch keys and states, or inputs; owned
 * @param ofRows whether these are rows
 */
record Morsel(Batch batch, boolean ofRows) implements AutoCloseable {

  /** Adds these to {@code aggregator}. */
  void addTo(HashAggregator aggregator) {
    if (ofRows) {
      aggregator.consume(batch);
    } else {
      aggregator.merge(batch);
    }
  }

  /** Keys and states, owned by the caller; this stays open. */
  Batch states(MemoryBudget budget, Grouping grouping) {
    return ofRows ? grouping.partialOfRows(budget, batch) : batch.retain();
  }

  @Override
  public void close() {
    batch.close();
  }
}
