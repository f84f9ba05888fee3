package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.sort.RunSorter;
import dev.quern.engine.type.Schema;
import java.util.List;

/** Sorts the rows of one task into runs. */
final class SortState implements SinkState {
  private final RunSorter sorter;

  SortState(Schema schema, List<SortOrder> order, TaskContext context) {
    this.sorter = new RunSorter(context, schema, SortKeys.of(schema, order));
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
