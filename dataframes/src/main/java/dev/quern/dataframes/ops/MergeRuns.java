package dev.quern.dataframes.ops;

import dev.quern.dataframes.plan.SortOrder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.sort.MergeSorted;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Merges sorted runs; equal rows keep the order of the runs.
 *
 * @param limit how many rows come out at most
 */
public record MergeRuns(Schema schema, List<SortOrder> order, long limit) implements Operator {
  private static final int BATCH_ROWS = 64 << 10;

  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<Iterator<Batch>> runs = new ArrayList<>();
    for (Chunk input : inputs) {
      runs.add(handles(input instanceof BatchList list ? list.batches() : List.of((Batch) input)));
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

  /* The merge closes what it is given; the inputs stay their owners'. */
  private static Iterator<Batch> handles(List<Batch> batches) {
    return batches.stream().map(Batch::retain).iterator();
  }
}
