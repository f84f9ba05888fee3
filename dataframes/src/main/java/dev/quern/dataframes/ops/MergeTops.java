package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.sort.MergeSorted;
import dev.quern.engine.sort.RunReader;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Merges the first rows of several partitions, each in order; equal rows keep the order of the
 * partitions.
 *
 * @param limit how many rows come out at most: few enough for the memory
 */
public record MergeTops(Schema schema, List<SortOrder> order, long limit) implements DataBound {
  private static final int BATCH_ROWS = 64 << 10;

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<RunReader> runs = new ArrayList<>();
    for (Chunk input : inputs) {
      runs.add(RunReader.of(Morsels.batches(context.memory(), input)));
    }
    List<Batch> merged = new ArrayList<>();
    long left = limit;
    try (MergeSorted merge =
        new MergeSorted(context.memory(), schema, SortKeys.of(schema, order), runs, batchRows())) {
      Batch next = left > 0 ? merge.next() : null;
      while (next != null) {
        context.checkCancelled();
        Batch wanted = CollectState.first(next, left);
        merged.add(wanted);
        left -= wanted.rows();
        next = left > 0 ? merge.next() : null;
      }
      return BatchList.of(schema, merged);
    } catch (RuntimeException | Error e) {
      merged.forEach(Batch::close);
      throw e;
    }
  }

  private int batchRows() {
    return (int) Math.min(BATCH_ROWS, Math.max(1, limit));
  }
}
