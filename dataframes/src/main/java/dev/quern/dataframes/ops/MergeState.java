package dev.quern.dataframes.ops;

import dev.quern.engine.agg.radix.PartialGroups;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskContext;

/** Merges rows that are partial states into partial states. */
final class MergeState implements SinkState {
  private final PartialGroups groups;

  MergeState(RowSink.Aggregate sink, TaskContext context) {
    this.groups = new PartialGroups(context, sink.grouping());
  }

  @Override
  public void accept(Batch batch) {
    try (batch) {
      groups.merge(batch);
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
