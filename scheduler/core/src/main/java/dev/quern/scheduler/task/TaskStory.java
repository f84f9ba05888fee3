package dev.quern.scheduler.task;

import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.event.TaskScope;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one submitted task, step by step. There is none when nobody listened at its
 * submission.
 */
final class TaskStory {
  private static final Token SUBMITTED = Token.of("submitted");

  private final Events events;
  private final TaskRef task;
  /* Of the thread that carries the task out. */
  private @Nullable TaskScope scope;
  private boolean over;

  private TaskStory(Events events, TaskRef task) {
    this.events = events;
    this.task = task;
  }

  /** The story of task {@code number}, or null when nobody wants to know. */
  static @Nullable TaskStory of(Events events, Origin origin, long number) {
    return events.isOn() ? new TaskStory(events, reference(origin, number)) : null;
  }

  /** Task {@code number} of a session, for events. */
  static TaskRef reference(Origin origin, long number) {
    return TaskRef.of(SUBMITTED.at((int) (number & Integer.MAX_VALUE)), origin);
  }

  void submitted() {
    events.submitted(task);
    events.ready(task);
  }

  /** It is queued for another attempt. */
  void ready() {
    events.ready(task);
  }

  void started() {
    scope = events.started(task);
  }

  /** It made a result that keeps {@code bytes} of memory. */
  void finished(long bytes) {
    over = true;
    TaskScope current = leave();
    if (current != null) {
      events.finished(current, bytes);
    }
  }

  void failed(Throwable cause) {
    TaskScope current = leave();
    if (current != null) {
      events.failed(current, cause);
    }
  }

  /** It was cancelled, while it ran or before it was begun; nothing when it had a result before. */
  void cancelled() {
    if (over) {
      return;
    }
    TaskScope current = leave();
    if (current == null) {
      events.cancelled(task);
    } else {
      events.cancelled(current);
    }
  }

  void retried(int attempt, long delay, Throwable cause) {
    events.retried(task, attempt, delay, cause);
  }

  private @Nullable TaskScope leave() {
    TaskScope current = scope;
    scope = null;
    return current;
  }
}
