package dev.quern.dataframes.ops;

import dev.quern.engine.agg.radix.PartialGroups;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.graph.TaskContext;

/** Aggregates the rows of one task into partial states. */
final class AggregateState implements SinkState {
  private final ProjectStep inputs;
  private final PartialGroups groups;

  AggregateState(RowSink.Aggregate sink, Evaluator evaluator, TaskContext context) {
    this.inputs = new ProjectStep(sink.inputs(), evaluator);
    this.groups = new PartialGroups(context, sink.grouping());
  }

  @Override
  public void accept(Batch batch) {
    try (batch;
        Batch evaluated = inputs.compute(batch)) {
      groups.consume(evaluated);
    }
  }

  @Override
  public Chunk finish() {
    return groups.finish();
  }

  @Override
  public void close() {
    groups.close();
  }
}
