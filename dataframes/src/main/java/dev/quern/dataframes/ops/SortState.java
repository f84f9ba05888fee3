package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.sort.RunSorter;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.sort.SortedRuns;
import java.util.List;

/** Sorts the rows of one task into runs. */
final class SortState implements SinkState {
  private final RunSorter sorter;

  SortState(RowSink.SortRun sink, TaskContext context) {
    List<SortKey> keys = SortKeys.of(sink.schema(), sink.order());
    this.sorter = new RunSorter(context, sink.schema(), keys, SortedRuns.sections(sink.parts()));
  }

  @Override
  public void accept(Batch batch) {
    sorter.add(batch);
  }

  @Override
  public Chunk finish() {
    return sorter.finish();
  }

  @Override
  public void close() {
    sorter.close();
  }
}
