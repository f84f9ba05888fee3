package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/** A run from one cut to another. Only the batches that a cut goes through are searched. */
final class RunSlice implements RunReader {
  private final BatchReader batches;
  private final RunCuts cuts;
  private final int end;
  private int number;
  private int from;
  private int to;

  RunSlice(SortedRun run, MemoryBudget budget, RunCuts cuts) {
    this.cuts = cuts;
    this.number = cuts.firstBatch();
    this.end = Math.max(number, cuts.endBatch());
    this.batches = run.open(budget, number, end);
  }

  @Override
  public @Nullable Batch next() {
    Batch batch = batches.next();
    if (batch == null) {
      return null;
    }
    from = number == cuts.firstBatch() ? cuts.firstRow(batch) : 0;
    to = number == end - 1 ? cuts.endRow(batch) : batch.rows();
    number++;
    return batch;
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int to() {
    return to;
  }

  @Override
  public void close() {
    batches.close();
  }
}
