package dev.quern.scheduler.task;

import dev.quern.scheduler.lane.Strand;
import org.jspecify.annotations.Nullable;

/**
 * A lane's turn at the tasks of a session: the best that waits, or one that was forked here, after
 * those that are more urgent.
 */
final class TaskStrand extends Strand {
  private final transient TaskSpace space;
  private final transient @Nullable TaskRun<?> forked;

  private TaskStrand(TaskSpace space, TaskRun<?> owner, @Nullable TaskRun<?> forked) {
    super(space.lanes(), owner);
    this.space = space;
    this.forked = forked;
  }

  /** A turn at whatever is best when it comes; queued together with {@code task}. */
  static TaskStrand any(TaskSpace space, TaskRun<?> task) {
    return new TaskStrand(space, task, null);
  }

  /** A turn at {@code task}, unless somebody has begun it. */
  static TaskStrand of(TaskSpace space, TaskRun<?> task) {
    return new TaskStrand(space, task, task);
  }

  @Override
  protected void work() {
    TaskRun<?> only = forked;
    if (only == null) {
      TaskRun<?> best = space.ready().claim();
      if (best != null) {
        best.carryOut();
      }
      return;
    }
    TaskRun<?> urgent = space.ready().claimAbove(Math.max(0, only.priority()));
    while (urgent != null) {
      urgent.carryOut();
      urgent = space.ready().claimAbove(Math.max(0, only.priority()));
    }
    if (only.claim()) {
      only.carryOut();
    }
  }
}
