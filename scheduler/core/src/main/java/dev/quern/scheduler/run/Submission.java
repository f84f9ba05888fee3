package dev.quern.scheduler.run;

import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.event.GraphListener;
import java.util.List;
import java.util.Objects;

/**
 * What an executor is asked to run.
 *
 * @param number tells it from all others of its session, in events
 * @param chunks what is wanted, its graph numbered in running order ({@link LazyChunks#optimized})
 * @param memory the account that tasks allocate from
 * @param storage what tasks may hold of it, and where the rest goes
 * @param listeners who is told about the run, often nobody
 * @param onFinished called once, when the last task has ended and before anyone who waits goes on
 */
public record Submission(
    long number,
    LazyChunks chunks,
    MemoryBudget memory,
    TaskStorage storage,
    List<GraphListener> listeners,
    Runnable onFinished) {

  /** Checks that nothing is missing. */
  public Submission {
    Objects.requireNonNull(chunks, "chunks");
    Objects.requireNonNull(memory, "memory");
    Objects.requireNonNull(storage, "storage");
    Objects.requireNonNull(onFinished, "onFinished");
    listeners = List.copyOf(listeners);
  }
}
