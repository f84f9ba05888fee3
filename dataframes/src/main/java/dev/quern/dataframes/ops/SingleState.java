package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** Keeps the rows and puts them together in the end. */
final class SingleState implements SinkState {
  private final Schema schema;
  private final MemoryBudget budget;
  private final List<Batch> batches = new ArrayList<>();

  SingleState(Schema schema, MemoryBudget budget) {
    this.schema = schema;
    this.budget = budget;
  }

  @Override
  public void accept(Batch batch) {
    batches.add(batch);
  }

  @Override
  public Chunk finish() {
    return Batches.concat(budget, schema, batches);
  }

  @Override
  public void close() {
    batches.forEach(Batch::close);
    batches.clear();
  }
}
