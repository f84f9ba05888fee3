package dev.quern.scheduler.task;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that was asked for one task.
 *
 * @param label what it is called, or null for the name of its method
 * @param priority its priority, or 0 for that of whoever submits it
 * @param deadline how long it may take, or null
 * @param retries when it is done again
 * @param blocking whether it runs beside the lanes
 * @param inFlight how many tasks of a map run ahead, or 0 for a few for each worker
 */
record TaskOptions(
    @Nullable String label,
    int priority,
    @Nullable Duration deadline,
    TaskOption.Retries retries,
    boolean blocking,
    int inFlight) {
  private static final TaskOption.Retries NO_RETRIES =
      new TaskOption.Retries(0, new Backoff(Duration.ZERO, Duration.ZERO, 0), List.of());
  private static final TaskOptions NONE = new TaskOptions(null, 0, null, NO_RETRIES, false, 0);

  static TaskOptions of(TaskOption... options) {
    TaskOptions all = NONE;
    for (TaskOption option : options) {
      all = all.with(option);
    }
    return all;
  }

  /** The same, beside the lanes. */
  TaskOptions aside() {
    return new TaskOptions(label, priority, deadline, retries, true, inFlight);
  }

  private TaskOptions with(TaskOption option) {
    return switch (option) {
      case TaskOption.Label(String text) ->
          new TaskOptions(text, priority, deadline, retries, blocking, inFlight);
      case TaskOption.Priority(int level) ->
          new TaskOptions(label, level, deadline, retries, blocking, inFlight);
      case TaskOption.Deadline(Duration length) ->
          new TaskOptions(label, priority, length, retries, blocking, inFlight);
      case TaskOption.Retries some ->
          new TaskOptions(label, priority, deadline, some, blocking, inFlight);
      case TaskOption.Blocking _ ->
          new TaskOptions(label, priority, deadline, retries, true, inFlight);
      case TaskOption.InFlight(int most) ->
          new TaskOptions(label, priority, deadline, retries, blocking, most);
    };
  }
}
