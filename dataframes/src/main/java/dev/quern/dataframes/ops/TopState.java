package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.sort.TopK;

/** Keeps the first rows of an order. */
final class TopState implements SinkState {
  private final TopK top;
  private final MemoryBudget budget;

  TopState(RowSink.Top sink, MemoryBudget budget) {
    this.top =
        new TopK(budget, sink.schema(), SortKeys.of(sink.schema(), sink.order()), sink.count());
    this.budget = budget;
  }

  @Override
  public void accept(Batch batch) {
    try (batch) {
      top.consume(batch);
    }
  }

  @Override
  public Chunk finish() {
    return top.finish(budget);
  }

  @Override
  public void close() {
    top.close();
  }
}
