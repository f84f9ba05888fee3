package dev.quern.scheduler.run;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.TaskContext;
import java.util.List;

/**
 * An operator that hands out a chunk which was made before, and is kept by the session. An executor
 * that is elsewhere asks for the chunk when the graph is submitted.
 */
public interface HandsOut extends Operator {

  /** Another handle on the chunk, which the caller closes. */
  Chunk handle();

  @Override
  default Chunk apply(TaskContext context, List<Chunk> inputs) {
    return handle();
  }
}
