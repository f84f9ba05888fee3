package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/** The first rows of several partitions, in their order. */
public record FirstRows(Schema schema, long count) implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<Batch> first = new ArrayList<>();
    long left = count;
    for (Chunk input : inputs) {
      for (Batch batch : ((BatchList) input).batches()) {
        if (left > 0) {
          Batch wanted = CollectState.first(batch.retain(), left);
          left -= wanted.rows();
          first.add(wanted);
        }
      }
    }
    return BatchList.of(schema, first);
  }
}
