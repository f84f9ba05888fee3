package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.sort.RowSorter;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** Sorts the rows of one task into a run. */
final class SortState implements SinkState {
  private final Schema schema;
  private final List<SortOrder> order;
  private final MemoryBudget budget;
  private final List<Batch> batches = new ArrayList<>();

  SortState(Schema schema, List<SortOrder> order, MemoryBudget budget) {
    this.schema = schema;
    this.order = order;
    this.budget = budget;
  }

  @Override
  public void accept(Batch batch) {
    batches.add(batch);
  }

  @Override
  public Chunk finish() {
    try (Batch all = Batches.concat(budget, schema, batches)) {
      return RowSorter.sorted(budget, all, SortKeys.of(schema, order));
    }
  }

  @Override
  public void close() {
    batches.forEach(Batch::close);
    batches.clear();
  }
}
