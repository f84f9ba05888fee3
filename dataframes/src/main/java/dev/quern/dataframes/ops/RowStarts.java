package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/** How many rows stand before each partition, of their numbers of rows: longs. */
public record RowStarts() implements DataBound {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    long[] starts = new long[inputs.size()];
    long rows = 0;
    for (int part = 0; part < starts.length; part++) {
      starts[part] = rows;
      rows += (Long) ((Value<?>) inputs.get(part)).value();
    }
    return new Value<>(starts);
  }
}
