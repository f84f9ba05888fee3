package dev.quern.scheduler.event;

/**
 * A step in the life of one task.
 *
 * <pre>
 *   Submitted --&gt; Ready --&gt; Stolen? --&gt; Started --&gt; (Reserved | Spilled | Reloaded | Blocked)* --&gt; Finished
 *                                                                                          \-&gt; Failed --&gt; Retried?
 *                     \-&gt; Cancelled, when the graph was stopped before or while it ran
 * </pre>
 *
 * <p>Tasks of a graph that read no other task have no event {@code Ready}: they are from the
 * beginning. All times are in nanoseconds of the session's clock, which tells spans, not dates.
 */
public sealed interface TaskEvent {

  /** Which task. */
  TaskRef task();

  /** The number of the worker on which it happened, or {@link #NO_WORKER}. */
  int worker();

  /** When it happened; of what took a while, when it ended. */
  long time();

  /** The number of threads that are no workers. */
  int NO_WORKER = -1;

  /** A task was submitted on its own; those of a graph come with {@code GraphStarted}. */
  record Submitted(TaskRef task, int worker, long time) implements TaskEvent {}

  /** All inputs of a task were there. */
  record Ready(TaskRef task, int worker, long time) implements TaskEvent {}

  /**
   * A worker took a ready task from another.
   *
   * @param from the worker that had made it ready
   */
  record Stolen(TaskRef task, int worker, long time, int from) implements TaskEvent {}

  /** A worker began with a task. */
  record Started(TaskRef task, int worker, long time) implements TaskEvent {}

  /**
   * A task got memory that it had asked for.
   *
   * @param bytes how much
   * @param nanos how long it waited for it
   */
  record Reserved(TaskRef task, int worker, long time, long bytes, long nanos)
      implements TaskEvent {}

  /**
   * Data was put aside on disk.
   *
   * @param bytes how much
   * @param nanos how long it took
   */
  record Spilled(TaskRef task, int worker, long time, long bytes, long nanos)
      implements TaskEvent {}

  /**
   * Data came back from disk.
   *
   * @param bytes how much
   * @param nanos how long it took
   */
  record Reloaded(TaskRef task, int worker, long time, long bytes, long nanos)
      implements TaskEvent {}

  /**
   * A task waited for something else than memory or disk.
   *
   * @param nanos how long
   */
  record Blocked(TaskRef task, int worker, long time, long nanos) implements TaskEvent {}

  /**
   * A task made its result.
   *
   * @param bytes native memory that the result keeps
   * @param nanos wall time since it started
   */
  record Finished(TaskRef task, int worker, long time, long bytes, long nanos)
      implements TaskEvent {}

  /**
   * A task threw.
   *
   * @param nanos wall time since it started
   * @param cause what it threw
   */
  record Failed(TaskRef task, int worker, long time, long nanos, Throwable cause)
      implements TaskEvent {}

  /**
   * A task that failed is to be tried again.
   *
   * @param attempt which attempt is to come; the first retry is number 2
   * @param delay nanoseconds until then
   * @param cause what the attempt before threw
   */
  record Retried(TaskRef task, int worker, long time, int attempt, long delay, Throwable cause)
      implements TaskEvent {}

  /** A task was not carried out, or not to its end, because nobody wanted it any more. */
  record Cancelled(TaskRef task, int worker, long time) implements TaskEvent {}
}
