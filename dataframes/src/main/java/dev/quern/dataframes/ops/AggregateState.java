package dev.quern.dataframes.ops;

import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.memory.MemoryBudget;

/** Aggregates the rows of one task into partial states. */
final class AggregateState implements SinkState {
  private final ProjectStep inputs;
  private final HashAggregator aggregator;
  private final MemoryBudget budget;

  AggregateState(RowSink.Aggregate sink, Evaluator evaluator, MemoryBudget budget) {
    this.inputs = new ProjectStep(sink.inputs(), evaluator);
    this.aggregator = sink.open(budget);
    this.budget = budget;
  }

  @Override
  public void accept(Batch batch) {
    try (batch;
        Batch evaluated = inputs.compute(batch)) {
      aggregator.consume(evaluated);
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
