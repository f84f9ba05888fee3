package dev.quern.scheduler.isolate;

import dev.quern.scheduler.lane.Strand;

/** Waits, beside the lanes, until another process has carried out a call. */
final class CallStrand extends Strand {
  private final transient IsolatedTask<?> task;

  CallStrand(IsolatedTask<?> task) {
    super(task.pool().lanes(), task);
    this.task = task;
  }

  @Override
  protected void work() {
    task.carryOut();
  }
}
