package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.type.Schema;

/** Scatters the rows of a task by the hash of their keys. */
final class ExchangeState implements SinkState {
  private final KeyScatter scatter;

  ExchangeState(RowSink.Exchange sink, TaskContext context) {
    Schema schema = sink.schema();
    this.scatter =
        new KeyScatter(
            context, "rows", schema, sink.keys().stream().map(schema::position).toList());
  }

  @Override
  public void accept(Batch batch) {
    try (batch) {
      scatter.add(batch);
    }
  }

  @Override
  public Chunk finish() {
    return scatter.finish();
  }

  @Override
  public void close() {
    scatter.close();
  }
}
