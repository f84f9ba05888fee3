package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * Some rows of several partitions, in their order.
 *
 * @param offset how many rows stand before them; if negative, how many rows before the end of the
 *     partitions they begin
 * @param count how many there are at most
 */
public record SliceRows(Schema schema, long offset, long count) implements DataBound {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    long begin = offset;
    long most = count;
    if (offset < 0) {
      begin = offset + inputs.stream().mapToLong(SliceRows::rows).sum();
      most = Math.max(0, begin < 0 ? count + begin : count);
      begin = Math.max(0, begin);
    }
    try (CollectState slice = new CollectState(schema, most, context)) {
      long before = 0;
      for (Chunk input : inputs) {
        long rows = rows(input);
        if (before + rows > begin && !slice.isFull()) {
          append(context, input, Math.max(0, begin - before), slice);
        }
        before += rows;
      }
      return slice.finish();
    }
  }

  private static void append(TaskContext context, Chunk input, long skipped, CollectState slice) {
    long left = skipped;
    try (BatchReader batches = Morsels.batches(context.memory(), input)) {
      while (!slice.isFull()) {
        context.checkCancelled();
        Batch batch = batches.next();
        if (batch == null) {
          return;
        }
        int skip = (int) Math.min(left, batch.rows());
        left -= skip;
        if (skip == batch.rows()) {
          batch.close();
        } else {
          slice.accept(LastState.behind(context.memory(), batch, skip));
        }
      }
    }
  }

  static long rows(Chunk chunk) {
    return switch (chunk) {
      case Batch batch -> batch.rows();
      case BatchList list -> list.rows();
      case SpooledBatches spooled -> spooled.rows();
      default -> throw new IllegalArgumentException(chunk + " has no rows");
    };
  }
}
