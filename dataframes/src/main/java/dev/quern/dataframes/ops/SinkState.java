package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;

/** A {@link RowSink} at work in one task. */
interface SinkState extends Step.Receiver, AutoCloseable {

  /** Takes over {@code batch}, which is not empty. */
  @Override
  void accept(Batch batch);

  /** Whether no more rows are wanted. */
  default boolean isFull() {
    return false;
  }

  /** The task's result, owned by the caller. */
  Chunk finish();

  /** Frees what {@link #finish} did not hand out. */
  @Override
  void close();

  /** The state of {@code sink} before the first row. */
  static SinkState of(RowSink sink, Evaluator evaluator, TaskContext context, List<Chunk> inputs) {
    MemoryBudget budget = context.memory();
    return switch (sink) {
      case RowSink.Collect collect -> new CollectState(collect.schema(), Long.MAX_VALUE, context);
      case RowSink.Single single -> new SingleState(single.schema(), budget);
      case RowSink.First first ->
          new CollectState(first.schema(), RowsSoFar.left(first, inputs), context);
      case RowSink.Last last -> new LastState(last, context);
      case RowSink.Count _ -> new CountRows();
      case RowSink.Aggregate aggregate -> new AggregateState(aggregate, evaluator, context);
      case RowSink.Merge merge -> new MergeState(merge.aggregate(), context);
      case RowSink.SortRun run -> new SortState(run, context);
      case RowSink.Scatter scatter -> new ScatterState(scatter, inputs.getLast(), context);
      case RowSink.Exchange exchange -> new ExchangeState(exchange, context);
      case RowSink.Top top -> new TopState(top, budget);
      case RowSink.Write write ->
          write.partitionBy().isEmpty()
              ? new WriteState(write, budget)
              : new PartitionedWriteState(write, budget);
    };
  }
}
