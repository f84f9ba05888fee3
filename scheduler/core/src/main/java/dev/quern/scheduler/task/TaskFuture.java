package dev.quern.scheduler.task;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.lane.CancellableWait;
import dev.quern.scheduler.lane.Wait;
import dev.quern.scheduler.lane.Work;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A submitted task as those see it who wait for it: how it has ended, and waiting for that. */
abstract class TaskFuture<T extends @Nullable Object> extends Hooks implements Task<T> {
  /*
   * `outcome` is set once, by the first of: the end of the body, somebody who cancels, a failure
   * with no attempt left. Those who wait go on then, even while the body of a cancelled task still
   * runs; what that returns is thrown away.
   */
  private static final VarHandle OUTCOME;

  /* A few microseconds: less than it takes to park and be woken. */
  private static final int SPINS = 500;

  static {
    try {
      OUTCOME = MethodHandles.lookup().findVarHandle(TaskFuture.class, "outcome", Outcome.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final TaskSpace space;
  private final Origin origin;
  private volatile @Nullable Outcome outcome;

  TaskFuture(TaskSpace space, Origin origin, @Nullable Work parent, int priority) {
    super(parent, priority);
    this.space = space;
    this.origin = origin;
  }

  final TaskSpace space() {
    return space;
  }

  final Origin origin() {
    return origin;
  }

  /** How the task has ended; null until then. */
  final @Nullable Outcome outcome() {
    return outcome;
  }

  /** Sets how the task has ended; returns whether this call did. */
  final boolean decide(Outcome how) {
    return OUTCOME.compareAndSet(this, null, how);
  }

  /** Closes a result that nobody has taken. */
  final void giveUp() {
    if (outcome instanceof Outcome.Success(AutoCloseable value) && space.handOver(this)) {
      Owned.closeQuietly(value);
    }
  }

  /** Called by a thread that is about to wait: carries the task out if that is better. */
  abstract void help();

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
    if (outcome != null) {
      return;
    }
    try (Wait _ = Wait.begin(space.lanes().running(), this, this::isDone)) {
      help();
      if (outcome == null && !spun()) {
        park();
      }
    }
  }

  private void park() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    Hook hook = onEnd(latch::countDown);
    try {
      CancellableWait.await(space.lanes(), latch);
    } finally {
      hook.drop();
    }
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
    return (T) (value instanceof HeldResult held ? held.take() : value);
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
