package dev.quern.scheduler.task;

import dev.quern.engine.PlanException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** How a submitted task is to be run. Options that contradict each other: the last one counts. */
public sealed interface TaskOption {

  /**
   * Does the task again when it failed.
   *
   * @param times how often at most, after the first time
   * @param backoff how long to wait before
   * @param only what it must have thrown for that, or one of them; with none, any exception
   */
  record Retries(int times, Backoff backoff, List<Class<? extends Throwable>> only)
      implements TaskOption {
    /** Checks the count. */
    public Retries {
      if (times < 0) {
        throw new PlanException("retries are counted from 0, not " + times);
      }
      Objects.requireNonNull(backoff, "backoff");
      only = List.copyOf(only);
    }

    boolean apply(Throwable failure) {
      return failure instanceof Exception
          && (only.isEmpty() || only.stream().anyMatch(type -> type.isInstance(failure)));
    }
  }

  /**
   * Cancels the task, and all it has submitted, when it takes longer than this from its submission.
   * What it submits has the same deadline, or an earlier one of its own.
   *
   * @param length how long it may take
   */
  record Deadline(Duration length) implements TaskOption {
    /** Checks the length. */
    public Deadline {
      if (!length.isPositive()) {
        throw new PlanException("a deadline lies in the future, not after " + length);
      }
    }
  }

  /**
   * Of the tasks that wait for a worker, those of a higher priority start first. With 0, as without
   * it, a task has the priority of the one that submits it, and at the outside 0.
   *
   * @param level the priority
   */
  record Priority(int level) implements TaskOption {}

  /**
   * What the task is called in errors, instead of after its method.
   *
   * @param text the name
   */
  record Label(String text) implements TaskOption {
    /** Checks that there is a name. */
    public Label {
      Objects.requireNonNull(text, "text");
    }
  }

  /** Runs the task on a virtual thread: it waits for something rather than compute. */
  record Blocking() implements TaskOption {}

  /**
   * How many tasks of a map may be submitted and not yet handed on.
   *
   * @param most their number
   */
  record InFlight(int most) implements TaskOption {
    /** Checks the number. */
    public InFlight {
      if (most < 1) {
        throw new PlanException("a task at least must be in flight, not " + most);
      }
    }
  }
}
