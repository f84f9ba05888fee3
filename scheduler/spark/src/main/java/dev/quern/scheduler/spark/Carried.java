package dev.quern.scheduler.spark;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/**
 * Hands out a chunk that travels with it.
 *
 * @param chunk what was kept in the session's memory
 */
@SuppressWarnings("serial") // chunks have a form of their own there
record Carried(Chunk chunk) implements Operator {
  @Override
  public Chunk apply(TaskContext context, List<Chunk> inputs) {
    return chunk.retain();
  }
}
