package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.type.Schema;
import java.util.List;

/** The first rows of several partitions, in their order. */
public record FirstRows(Schema schema, long count) implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    try (CollectState first = new CollectState(schema, count, context)) {
      for (Chunk input : inputs) {
        append(context, input, first);
      }
      return first.finish();
    }
  }

  private static void append(TaskContext context, Chunk input, CollectState first) {
    try (BatchReader batches = Morsels.batches(context.memory(), input)) {
      while (!first.isFull()) {
        context.checkCancelled();
        Batch batch = batches.next();
        if (batch == null) {
          return;
        }
        first.accept(batch);
      }
    }
  }
}
