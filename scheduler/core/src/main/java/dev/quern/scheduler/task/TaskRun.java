package dev.quern.scheduler.task;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.lane.CancellableWait;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.lane.Work;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A submitted task from beginning to end. */
final class TaskRun<T extends @Nullable Object> extends Hooks implements Task<T> {
  /*
   * Two words of state, each changed by compare-and-set.
   *
   * `outcome` is set once, by the first of: the end of the body, somebody who cancels, a failure
   * with no attempt left. Those who wait go on then, even while the body of a cancelled task still
   * runs; what that returns is thrown away.
   *
   * `holder` says who has the body: nobody yet (READY), nobody until an alarm (ASLEEP, between two
   * attempts), a thread, or nobody any more (OVER). Only a holder that finds it READY carries the body out, so
   * it does not matter how many strands there are for it: the queued one, that of a thread which
   * waits and does it itself. To interrupt, one replaces the thread by INTERRUPTING and then by
   * INTERRUPTED; the thread, when it is done and does not find itself, waits for that and clears its
   * flag. So no interrupt comes late, to work that the thread does next.
   */
  private static final VarHandle OUTCOME;
  private static final VarHandle HOLDER;

  /* Beyond that a wait is a wait, and another thread begins with an empty stack. */
  private static final int DEEPEST_STACK = 32;
  /* A few microseconds: less than it takes to park and be woken. */
  private static final int SPINS = 500;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(TaskRun.class, "outcome", Outcome.class);
      HOLDER = lookup.findVarHandle(TaskRun.class, "holder", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Who has the body, when it is not a thread. */
  private enum Hold {
    READY,
    ASLEEP,
    INTERRUPTING,
    INTERRUPTED,
    OVER
  }

  private final TaskSpace space;
  private final TaskOptions options;
  private final Origin origin;
  private final long number;
  private final @Nullable DeadlineWatch deadline;
  private final boolean ownDeadline;
  private volatile @Nullable Callable<? extends T> body;
  private volatile @Nullable Outcome outcome;
  private volatile Object holder = Hold.READY;
  private volatile Lanes.@Nullable Alarm alarm;
  private int attempts;
  /* How many tasks are below this one on the stack of its thread, each waiting for the next. */
  private int stacked;

  TaskRun(
      TaskSpace space,
      Callable<? extends T> body,
      TaskOptions options,
      Origin origin,
      long number,
      @Nullable Work parent) {
    super(parent, options.priority());
    this.space = space;
    this.body = body;
    this.options = options;
    this.origin = origin;
    this.number = number;
    TaskRun<?> outer = enclosing(parent);
    DeadlineWatch inherited = outer == null ? null : outer.deadline;
    this.deadline = tighter(inherited);
    this.ownDeadline = deadline != null && !deadline.equals(inherited);
  }

  private static @Nullable TaskRun<?> enclosing(@Nullable Work parent) {
    Work work = parent;
    while (work != null && !(work instanceof TaskRun<?>)) {
      work = work.parent();
    }
    return (TaskRun<?>) work;
  }

  private @Nullable DeadlineWatch tighter(@Nullable DeadlineWatch inherited) {
    if (options.deadline() == null
        || (inherited != null
            && inherited.left(space.lanes().nanoTime()) <= options.deadline().toNanos())) {
      return inherited;
    }
    return new DeadlineWatch(space.lanes(), options.deadline(), origin);
  }

  /** Makes the task known; then it is queued. */
  void begin() {
    joinParent();
    if (deadline != null) {
      deadline.bind(this);
      if (ownDeadline) {
        deadline.start(space.lanes());
      }
    }
  }

  boolean blocking() {
    return options.blocking();
  }

  /** Takes the body, to carry it out; of several who try one gets it. */
  boolean claim() {
    return HOLDER.compareAndSet(this, Hold.READY, Thread.currentThread());
  }

  /** Does the work; after {@link #claim}. */
  void carryOut() {
    Lanes lanes = space.lanes();
    Work outer = lanes.enter(this);
    space.begun(this);
    Throwable failure = null;
    try {
      Callable<? extends T> work = body;
      if (outcome == null && work != null) {
        attempts++;
        succeed(work.call());
      }
    } catch (Throwable thrown) {
      failure = thrown;
    } finally {
      boolean again = failure != null && mayRetry(failure);
      letGo(outer, again ? Hold.ASLEEP : Hold.OVER);
      if (failure != null) {
        if (again) {
          sleep(failure);
        } else {
          end(new Outcome.Failure(failure, attempts));
        }
      }
      lanes.enter(outer);
      space.left(this);
    }
  }

  private void letGo(@Nullable Work outer, Hold next) {
    if (!HOLDER.compareAndSet(this, Thread.currentThread(), next)) {
      while (holder != Hold.INTERRUPTED) {
        Thread.onSpinWait();
      }
      holder = Hold.OVER;
    }
    // A flag that the body left behind, or that was meant for it, is not for what comes next; but
    // when this ran inside another task that was interrupted too, it is for that one as well.
    boolean _ = Thread.interrupted();
    TaskRun<?> around = enclosing(outer);
    if (around != null && around.wasInterrupted()) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean wasInterrupted() {
    Object held = holder;
    return held == Hold.INTERRUPTING || held == Hold.INTERRUPTED;
  }

  /* Nobody can take the result of a task that was cancelled meanwhile. */
  private void succeed(@Nullable Object value) {
    if (!(value instanceof AutoCloseable owned)) {
      end(new Outcome.Success(value));
      return;
    }
    space.hold(this);
    if (!end(new Outcome.Success(owned)) && space.handOver(this)) {
      Owned.closeQuietly(owned);
    }
  }

  /** Closes a result that nobody has taken. */
  void giveUp() {
    if (outcome instanceof Outcome.Success(AutoCloseable value) && space.handOver(this)) {
      Owned.closeQuietly(value);
    }
  }

  private boolean mayRetry(Throwable failure) {
    return outcome == null
        && attempts <= options.retries().times()
        && options.retries().apply(failure);
  }

  /* A wait that would outlast the deadline ends the task now: nobody gains by the waiting. */
  private void sleep(Throwable failure) {
    Lanes lanes = space.lanes();
    long wait = options.retries().backoff().nanos(attempts - 1, space.seed(number));
    if (deadline != null && deadline.left(lanes.nanoTime()) <= wait) {
      end(new Outcome.Failure(failure, attempts));
      return;
    }
    space.asleep(this);
    if (outcome != null) {
      space.awake(this);
      return;
    }
    try {
      alarm = lanes.after(wait, this::wake);
    } catch (RuntimeException closed) {
      failure.addSuppressed(closed);
      end(new Outcome.Failure(failure, attempts));
    }
  }

  private void wake() {
    if (HOLDER.compareAndSet(this, Hold.ASLEEP, Hold.READY) && outcome == null) {
      try {
        space.queueAgain(this);
      } catch (RuntimeException | Error closed) {
        end(new Outcome.Cancelled("its session was closed"));
      }
    }
  }

  private boolean end(Outcome how) {
    if (!OUTCOME.compareAndSet(this, null, how)) {
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
    space.ended(this, how);
    runHooks();
    return true;
  }

  @Override
  public boolean isStopped() {
    return outcome != null && !(outcome instanceof Outcome.Success);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return stop("the task %s was cancelled".formatted(origin), mayInterruptIfRunning);
  }

  @Override
  public boolean cancel() {
    return cancel(true);
  }

  @Override
  public boolean cancel(String why) {
    return stop(why, true);
  }

  private boolean stop(String why, boolean interrupt) {
    if (!end(new Outcome.Cancelled(why))) {
      return false;
    }
    Lanes.Alarm pending = alarm;
    if (pending != null) {
      pending.cancel();
    }
    if (interrupt
        && holder instanceof Thread thread
        && HOLDER.compareAndSet(this, thread, Hold.INTERRUPTING)) {
      thread.interrupt();
      holder = Hold.INTERRUPTED;
      space.interrupted();
    }
    return true;
  }

  @Override
  protected String whyChildrenStop() {
    return outcome instanceof Outcome.Cancelled(String why) ? why : super.whyChildrenStop();
  }

  @Override
  public void abandon(Throwable broken) {
    end(new Outcome.Failure(broken, attempts));
  }

  @Override
  public T join() {
    try {
      await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for the task " + origin, e);
    }
    if (outcome instanceof Outcome.Success(Object value)) {
      return handed(value);
    }
    throw failure();
  }

  /* Made in the thread that waits, so that its trace begins there. */
  private QuernException failure() {
    return switch (Objects.requireNonNull(outcome)) {
      case Outcome.Failure(Throwable cause, int tries) ->
          new TaskFailedException(
              tries < 2 ? origin.label() : "%s (attempt %d)".formatted(origin.label(), tries),
              origin.where(),
              cause);
      case Outcome.Cancelled(String why) -> new CancelledException(why);
      case Outcome.Success _ -> throw new IllegalStateException("the task has succeeded");
    };
  }

  private void await() throws InterruptedException {
    if (outcome != null || helped() || spun()) {
      return;
    }
    CountDownLatch latch = new CountDownLatch(1);
    Hook hook = onEnd(latch::countDown);
    try {
      CancellableWait.await(space.lanes(), latch);
    } finally {
      hook.drop();
    }
  }

  private boolean helped() {
    if (space.lanes().onLane() && !options.blocking()) {
      TaskRun<?> waiting = enclosing(space.lanes().running());
      int level = waiting == null ? 1 : waiting.stacked + 1;
      if (level < DEEPEST_STACK && claim()) {
        stacked = level;
        carryOut();
      }
    }
    return outcome != null;
  }

  private boolean spun() {
    if (!Thread.currentThread().isVirtual()) {
      for (int i = 0; i < SPINS && outcome == null; i++) {
        Thread.onSpinWait();
      }
    }
    return outcome != null;
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    await();
    return report();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (outcome == null) {
      CountDownLatch latch = new CountDownLatch(1);
      Hook hook = onEnd(latch::countDown);
      boolean ended;
      try {
        ended = CancellableWait.await(space.lanes(), latch, unit.toNanos(timeout));
      } finally {
        hook.drop();
      }
      if (!ended) {
        throw new TimeoutException(
            "the task %s has not ended within %d %s".formatted(origin, timeout, unit));
      }
    }
    return report();
  }

  private T report() throws ExecutionException {
    return switch (Objects.requireNonNull(outcome)) {
      case Outcome.Success(Object value) -> handed(value);
      case Outcome.Failure _ -> throw new ExecutionException(failure());
      case Outcome.Cancelled(String why) -> {
        CancellationException cancelled = new CancellationException(why);
        cancelled.initCause(failure());
        throw cancelled;
      }
    };
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // what the body returned
  private T handed(@Nullable Object value) {
    if (value instanceof AutoCloseable) {
      boolean _ = space.handOver(this);
    }
    return (T) value;
  }

  @Override
  public boolean isCancelled() {
    return outcome instanceof Outcome.Cancelled;
  }

  @Override
  public boolean isDone() {
    return outcome != null;
  }

  @Override
  public State state() {
    return switch (outcome) {
      case null -> State.RUNNING;
      case Outcome.Success _ -> State.SUCCESS;
      case Outcome.Failure _ -> State.FAILED;
      case Outcome.Cancelled _ -> State.CANCELLED;
    };
  }

  @Override
  public Task<T> whenDone(Consumer<? super Task<T>> action) {
    onEnd(() -> action.accept(this));
    return this;
  }

  @Override
  public CompletableFuture<T> toCompletableFuture() {
    CompletableFuture<T> future = new CompletableFuture<>();
    onEnd(
        () -> {
          switch (Objects.requireNonNull(outcome)) {
            case Outcome.Success(Object value) -> future.complete(handed(value));
            case Outcome.Failure _ -> future.completeExceptionally(failure());
            case Outcome.Cancelled _ -> future.cancel(false);
          }
        });
    var _ =
        future.whenComplete(
            (_, _) -> {
              if (future.isCancelled()) {
                boolean _ = cancel(true);
              }
            });
    return future;
  }

  @Override
  public String label() {
    return origin.label();
  }

  @Override
  public SourceLine where() {
    return origin.where();
  }

  /** What is called, and how far it is. */
  @Override
  public String toString() {
    return "Task[%s, %s]".formatted(origin, state());
  }
}
