package dev.quern.scheduler.task;

import org.jspecify.annotations.Nullable;

/** How a task has ended. Set once. */
sealed interface Outcome {

  /** With a result. */
  record Success(@Nullable Object value) implements Outcome {}

  /** With an exception, thrown by the last of {@code attempts}. */
  record Failure(Throwable cause, int attempts) implements Outcome {}

  /** Because somebody, or a deadline, wanted it to. */
  record Cancelled(String why) implements Outcome {}
}
