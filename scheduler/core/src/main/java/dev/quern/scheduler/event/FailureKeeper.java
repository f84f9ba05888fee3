package dev.quern.scheduler.event;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Task;
import java.util.List;

/** Keeps what it takes to repeat a task that failed. Thread-safe. */
@FunctionalInterface
public interface FailureKeeper {

  /** Keeps nothing. */
  FailureKeeper NONE = (_, _, _, _) -> {};

  /**
   * Called once for a graph that fails, on the worker where it did, before anybody is told. Must
   * not throw, nor hold on to the inputs.
   *
   * @param graph the number of the graph
   * @param task the task that failed
   * @param inputs what it had read, still open
   * @param cause what it threw; gets a note of what was kept as a suppressed exception
   */
  void keep(long graph, Task task, List<Chunk> inputs, Throwable cause);
}
