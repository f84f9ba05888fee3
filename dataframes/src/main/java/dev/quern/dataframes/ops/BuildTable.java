package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.join.JoinTable;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the table that a join looks rows up in.
 *
 * @param schema the columns of the inputs
 * @param keys the columns to look up by
 */
public record BuildTable(Schema schema, List<String> keys) implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    List<Batch> batches = new ArrayList<>();
    for (Chunk input : inputs) {
      try (BatchReader reader = Morsels.batches(context.memory(), input)) {
        for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
          batches.add(batch);
        }
      }
    }
    List<Integer> positions = keys.stream().map(schema::position).toList();
    try {
      return new JoinTableChunk(JoinTable.build(context.memory(), schema, batches, positions));
    } finally {
      batches.forEach(Batch::close);
    }
  }
}
