package dev.quern.scheduler.task;

import dev.quern.engine.SourceLine;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that was submitted to run at once, and its result when it is there.
 *
 * <p>A task may submit and wait for others: a worker that waits for a task nobody has begun carries
 * it out itself, and is replaced while it waits for one that runs. What a task submits is cancelled
 * when the task fails or is cancelled. Thread-safe.
 *
 * @param <T> the type of the result
 */
public interface Task<T extends @Nullable Object> extends Future<T> {

  /**
   * Waits for the end and returns the result, the same object each time. Interrupting a thread that
   * waits here leaves the task alone. A table, an array or a chunk that the task returned is the
   * session's, on disk while memory is short, until it is asked for here for the first time; then
   * the caller closes it.
   *
   * @throws dev.quern.engine.TaskFailedException when the task threw: names it and the line that
   *     submitted it, and has what it threw as the cause; a new exception for each who waits
   * @throws dev.quern.engine.CancelledException when the task or the one that waits was cancelled,
   *     or the wait interrupted; says which deadline has passed, if one has
   */
  T join();

  /** Cancels the task and all it has submitted, and interrupts it if it runs. */
  default boolean cancel() {
    return cancel(true);
  }

  /**
   * Has {@code action} called with this task when it has ended, by the thread that ends it, or at
   * once when it has ended already. It should be short; what it throws is logged.
   */
  Task<T> whenDone(Consumer<? super Task<T>> action);

  /**
   * A future that is completed with this task; cancelling it cancels the task. It fails with what
   * {@link #join} throws.
   */
  CompletableFuture<T> toCompletableFuture();

  /** What it is called. */
  String label();

  /** The line that submitted it. */
  SourceLine where();
}
