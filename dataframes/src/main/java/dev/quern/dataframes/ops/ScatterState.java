package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.join.RowNumbers;
import dev.quern.engine.spill.SpooledSections;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Scatters the rows of a probing task, numbered, if the table that they look up is scattered too.
 */
final class ScatterState implements SinkState {
  private final RowSink.Scatter sink;
  private final Schema schema;
  private final TaskContext context;
  private final KeyScatter scatter;
  private final boolean wanted;
  private long rows;

  ScatterState(RowSink.Scatter sink, Chunk table, TaskContext context) {
    this.sink = sink;
    this.schema = RowNumbers.before(sink.schema());
    this.context = context;
    this.wanted = table instanceof SpooledSections;
    this.scatter =
        new KeyScatter(
            context, "probe rows", schema, sink.keys().stream().map(this::position).toList());
  }

  private Integer position(String column) {
    return 1 + sink.schema().position(column);
  }

  @Override
  public void accept(Batch batch) {
    try (batch;
        Batch numbered = RowNumbers.number(context.memory(), schema, batch, rows)) {
      rows += batch.rows();
      scatter.addProbe(numbered);
    }
  }

  /** A table in memory is probed later, by rows on their way. */
  @Override
  public boolean isFull() {
    return !wanted;
  }

  @Override
  public Chunk finish() {
    return wanted ? scatter.finish() : BatchList.of(sink.schema(), List.of());
  }

  @Override
  public void close() {
    scatter.close();
  }
}
