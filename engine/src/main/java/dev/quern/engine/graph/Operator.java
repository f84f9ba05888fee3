package dev.quern.engine.graph;

import dev.quern.engine.chunk.Chunk;
import java.io.Serializable;
import java.util.List;

/**
 * The work of a task: chunks in, one chunk out. Implemented by records whose components are data,
 * so that a task has a {@link Key}, can be shown, and runs the same on a worker thread, in the
 * simulator and in another process.
 *
 * <p>An operator keeps nothing between calls and depends on nothing but its components and inputs;
 * many threads apply the same one at once.
 */
@FunctionalInterface
public interface Operator extends Serializable {

  /**
   * Computes one chunk.
   *
   * <p>The inputs are borrowed: they stay open during the call, and the runtime closes them. The
   * output belongs to the caller; an operator that passes an input on returns {@link Chunk#retain}.
   * When this throws, everything it allocated has been freed.
   *
   * @param context the task this runs in
   * @param inputs the chunks of the task's inputs, in order; an input named twice appears twice
   */
  Chunk apply(TaskContext context, List<Chunk> inputs);
}
