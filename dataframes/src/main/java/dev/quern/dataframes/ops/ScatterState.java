package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.join.KeyFilter;
import dev.quern.engine.join.KeyScatter;
import dev.quern.engine.join.RowNumbers;
import dev.quern.engine.join.ScatteredTable;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scatters the rows of a probing task, numbered, if the table that they look up is scattered too.
 * Where rows without a partner are dropped, most of them are dropped here already.
 */
final class ScatterState implements SinkState {
  private static final long TRIED = 1 << 16;

  private final RowSink.Scatter sink;
  private final Schema schema;
  private final TaskContext context;
  private final KeyScatter scatter;
  private final List<Integer> keys;
  private final boolean wanted;
  private @Nullable KeyFilter filter;
  private long rows;
  private long candidates;

  ScatterState(RowSink.Scatter sink, Chunk table, TaskContext context) {
    this.sink = sink;
    this.schema = RowNumbers.before(sink.schema());
    this.context = context;
    this.keys = sink.keys().stream().map(this::position).toList();
    this.wanted = table instanceof ScatteredTable;
    this.filter = sink.drops() && table instanceof ScatteredTable rows ? rows.filter() : null;
    this.scatter = new KeyScatter(context, "probe rows", schema, keys);
  }

  private Integer position(String column) {
    return 1 + sink.schema().position(column);
  }

  @Override
  public void accept(Batch batch) {
    try (batch;
        Batch numbered = RowNumbers.number(context.memory(), schema, batch, rows)) {
      rows += batch.rows();
      if (filter == null) {
        scatter.addProbe(numbered);
      } else {
        addCandidates(numbered, filter);
      }
    }
  }

  private void addCandidates(Batch numbered, KeyFilter asked) {
    try (Batch some = asked.candidates(context.memory(), numbered, keys)) {
      candidates += some.rows();
      scatter.addProbe(some);
    }
    // Where most rows have a partner, asking costs more than it spares.
    if (rows >= TRIED && candidates > rows / 4 * 3) {
      filter = null;
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
