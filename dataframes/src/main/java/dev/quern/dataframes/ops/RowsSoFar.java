package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Value;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/** How many rows there are in partitions and, if it is the last input, by an earlier count. */
public record RowsSoFar() implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return new Value<>(inputs.stream().mapToLong(RowsSoFar::rows).sum());
  }

  /** How many rows {@code first} wants yet. */
  static long left(RowSink.First first, List<Chunk> inputs) {
    return first.after() ? Math.max(0, first.count() - rows(inputs.getLast())) : first.count();
  }

  private static long rows(Chunk chunk) {
    return chunk instanceof Value<?>(Long rows) ? rows : SliceRows.rows(chunk);
  }
}
