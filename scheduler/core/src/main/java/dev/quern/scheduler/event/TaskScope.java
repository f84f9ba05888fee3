package dev.quern.scheduler.event;

import dev.quern.scheduler.event.jfr.TaskExecution;
import org.jspecify.annotations.Nullable;

/** A task that is being carried out by the thread that made this, and what it has cost so far. */
public final class TaskScope {
  final TaskRef task;
  final int worker;
  final long start;

  /** The task that waits on this thread for the graph of this one. */
  final @Nullable TaskScope outer;

  /** Null when nobody records tasks with the JFR. */
  final @Nullable TaskExecution recorded;

  private long spilledBytes;
  private long reloadedBytes;

  TaskScope(
      TaskRef task,
      int worker,
      long start,
      @Nullable TaskScope outer,
      @Nullable TaskExecution recorded) {
    this.task = task;
    this.worker = worker;
    this.start = start;
    this.outer = outer;
    this.recorded = recorded;
  }

  /** When the task began, by the session's clock. */
  public long start() {
    return start;
  }

  /** Bytes that the task's thread has put aside on disk meanwhile. */
  public long spilledBytes() {
    return spilledBytes;
  }

  /** Bytes that the task's thread has read back from disk meanwhile. */
  public long reloadedBytes() {
    return reloadedBytes;
  }

  void addSpilled(long bytes) {
    spilledBytes += bytes;
  }

  void addReloaded(long bytes) {
    reloadedBytes += bytes;
  }
}
