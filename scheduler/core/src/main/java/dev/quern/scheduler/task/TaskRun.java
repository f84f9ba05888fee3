package dev.quern.scheduler.task;

import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Work;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A submitted task from beginning to end: what a worker does with it. */
final class TaskRun<T extends @Nullable Object> extends TaskFuture<T> {
  /* Beyond that a wait is a wait, and another thread begins with an empty stack. */
  private static final int DEEPEST_STACK = 32;

  private final TaskOptions options;
  private final long number;
  private final @Nullable DeadlineWatch deadline;
  private final boolean ownDeadline;
  private final @Nullable TaskStory story;
  private final Attempts attempts = new Attempts();
  private volatile @Nullable Callable<? extends T> body;
  /* How many tasks are below this one on the stack of its thread, each waiting for the next. */
  private int stacked;

  TaskRun(
      TaskSpace space,
      Callable<? extends T> body,
      TaskOptions options,
      Origin origin,
      long number,
      @Nullable Work parent) {
    super(space, origin, parent, options.priority());
    this.body = body;
    this.options = options;
    this.number = number;
    TaskRun<?> outer = enclosing(parent);
    DeadlineWatch inherited = outer == null ? null : outer.deadline;
    this.deadline = DeadlineWatch.within(inherited, options.deadline(), space.lanes(), origin);
    this.ownDeadline = deadline != null && !deadline.equals(inherited);
    this.story = TaskStory.of(space.events(), origin, number);
  }

  private static @Nullable TaskRun<?> enclosing(@Nullable Work parent) {
    Work work = parent;
    while (work != null && !(work instanceof TaskRun<?>)) {
      work = work.parent();
    }
    return (TaskRun<?>) work;
  }

  /** Makes the task known; then it is queued. */
  void begin() {
    if (story != null) {
      story.submitted();
    }
    joinParent();
    if (deadline != null) {
      deadline.bind(this);
      if (ownDeadline) {
        deadline.start(space().lanes());
      }
    }
  }

  boolean blocking() {
    return options.blocking();
  }

  /** Takes the body, to carry it out; of several who try one gets it. */
  boolean claim() {
    return attempts.claim();
  }

  /** Does the work; after {@link #claim}. */
  void carryOut() {
    Lanes lanes = space().lanes();
    Work outer = lanes.enter(this);
    space().begun(this);
    Throwable failure = null;
    try {
      Callable<? extends T> work = body;
      if (outcome() == null && work != null) {
        attempts.begin();
        if (story != null) {
          story.started();
        }
        lanes.step(origin());
        succeed(work.call());
      }
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      tellEnd(failure);
      boolean again = failure != null && mayRetry(failure);
      letGo(outer, again);
      if (failure != null) {
        if (again) {
          sleep(failure);
        } else {
          fail(failure);
        }
      }
      lanes.enter(outer);
      space().left(this);
    }
  }

  /* A success was told before, when nobody knew of it. */
  private void tellEnd(@Nullable Throwable failure) {
    if (story == null) {
      return;
    }
    if (isCancelled()) {
      story.cancelled();
    } else if (failure != null) {
      story.failed(failure);
    }
  }

  private void letGo(@Nullable Work outer, boolean again) {
    attempts.release(again);
    // When this ran inside another task that was interrupted too, the flag is for that one as well.
    clearInterrupt(outer);
  }

  /* The task that a lane's turn was queued with may just as well be held by another thread. */
  @Override
  protected boolean isInterruptedHere() {
    return attempts.isInterruptedHere();
  }

  /* Nobody can take the result of a task that was cancelled meanwhile. */
  private void succeed(@Nullable Object value) {
    TaskSpace space = space();
    Object kept =
        value instanceof AutoCloseable
            ? HeldResult.of(value, space.ledger(), TaskStory.reference(origin(), number))
            : value;
    if (story != null && outcome() == null) {
      story.finished(kept instanceof HeldResult held ? held.size() : 0);
    }
    if (!(kept instanceof AutoCloseable owned)) {
      end(new Outcome.Success(kept));
      return;
    }
    space.hold(this);
    if (!end(new Outcome.Success(owned)) && space.handOver(this)) {
      Owned.closeQuietly(owned);
    }
  }

  private void fail(Throwable failure) {
    end(new Outcome.Failure(failure, attempts.made()));
  }

  private boolean mayRetry(Throwable failure) {
    return outcome() == null
        && attempts.made() <= options.retries().times()
        && options.retries().apply(failure);
  }

  /* A wait that would outlast the deadline ends the task now: nobody gains by the waiting. */
  private void sleep(Throwable failure) {
    Lanes lanes = space().lanes();
    long wait = options.retries().backoff().nanos(attempts.made() - 1, space().seed(number));
    if (deadline != null && deadline.left(lanes.nanoTime()) <= wait) {
      fail(failure);
      return;
    }
    space().asleep(this);
    if (outcome() != null) {
      space().awake(this);
      return;
    }
    try {
      if (story != null) {
        story.retried(attempts.made() + 1, wait, failure);
      }
      attempts.wakenBy(lanes.after(wait, this::wake));
    } catch (RuntimeException closed) {
      failure.addSuppressed(closed);
      fail(failure);
    }
  }

  private void wake() {
    if (attempts.wake() && outcome() == null) {
      if (story != null) {
        story.ready();
      }
      try {
        space().queueAgain(this);
      } catch (RuntimeException | Error closed) {
        boolean _ = cancel("its session was closed");
      }
    }
  }

  private boolean end(Outcome how) {
    if (!decide(how)) {
      return false;
    }
    body = null;
    if (!(how instanceof Outcome.Success)) {
      cancelChildren();
    }
    if (deadline != null) {
      deadline.unbind(this);
    }
    leaveParent();
    space().ended(this, how);
    runHooks();
    return true;
  }

  @Override
  public boolean isStopped() {
    Outcome how = outcome();
    return how != null && !(how instanceof Outcome.Success);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return stop("the task %s was cancelled".formatted(origin()), mayInterruptIfRunning);
  }

  @Override
  public boolean cancel(String why) {
    return stop(why, true);
  }

  private boolean stop(String why, boolean interrupt) {
    if (!end(new Outcome.Cancelled(why))) {
      return false;
    }
    if (attempts.giveUp()) {
      if (story != null) {
        story.cancelled();
      }
    } else if (interrupt && attempts.interrupt()) {
      space().interrupted();
    }
    return true;
  }

  @Override
  protected String whyChildrenStop() {
    return outcome() instanceof Outcome.Cancelled(String why) ? why : super.whyChildrenStop();
  }

  @Override
  public void abandon(Throwable broken) {
    fail(broken);
  }

  @Override
  void help() {
    if (space().lanes().onLane() && !options.blocking()) {
      TaskRun<?> waiting = enclosing(space().lanes().running());
      int level = waiting == null ? 1 : waiting.stacked + 1;
      if (level < DEEPEST_STACK && claim()) {
        stacked = level;
        carryOut();
      }
    }
  }
}
