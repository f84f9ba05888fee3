package dev.quern.scheduler.lane;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A result that comes later: of an ask, of a fork, of a task in another process. Whoever needs it
 * waits on the lanes, so a task may wait for one. It is completed once; thread-safe.
 *
 * @param <T> the type of the result
 */
public abstract class Promise<T> implements Future<T> {
  private static final VarHandle OUTCOME;
  private static final VarHandle ARRIVAL;
  private static final Object NOTHING = new Object();

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(Promise.class, "outcome", Object.class);
      ARRIVAL = lookup.findVarHandle(Promise.class, "arrival", CountDownLatch.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Lanes lanes;

  /** The value, NOTHING in place of null, or a Failure; null until it has come. */
  private volatile @Nullable Object outcome;

  /** Made by the first who waits. */
  private volatile @Nullable CountDownLatch arrival;

  /** A result that is waited for on {@code lanes}. */
  protected Promise(Lanes lanes) {
    this.lanes = lanes;
  }

  /** Sets the result; returns whether this call decided it. */
  protected final boolean complete(@Nullable T value) {
    return end(value == null ? NOTHING : value);
  }

  /**
   * Ends without a result; returns whether this call decided it.
   *
   * @param why makes the exception for each who asks, so that its trace begins where they wait
   */
  protected final boolean fail(Supplier<? extends QuernException> why) {
    return end(new Failure(why));
  }

  /** What the result is of, for messages: {@code the answer of actor Counter}. */
  protected abstract String describe();

  /**
   * Called before a thread waits, by that thread: the place to lend a hand, or to refuse a wait
   * that would never end.
   *
   * @return what is to be closed when the wait is over, if anything
   */
  protected @Nullable Wait beforeWait() {
    return null;
  }

  /**
   * Called before a thread is put to sleep for up to {@code nanos}, by that thread: the place to
   * look for a moment whether the result comes anyway; returns whether it has.
   */
  protected boolean comesSoon(long nanos) {
    return false;
  }

  /**
   * Waits for the result.
   *
   * @throws dev.quern.engine.TaskFailedException when there is none because something threw
   * @throws CancelledException when it was cancelled, or the wait interrupted
   */
  public final T join() {
    try {
      await(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for " + describe(), e);
    }
    if (outcome instanceof Failure failure) {
      throw failure.why().get();
    }
    return value();
  }

  @Override
  public final T get() throws InterruptedException, ExecutionException {
    await(Long.MAX_VALUE);
    return valueOrCause();
  }

  @Override
  public final T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!await(unit.toNanos(timeout))) {
      throw new TimeoutException(
          "%s has not come within %s".formatted(describe(), Durations.text(unit.toNanos(timeout))));
    }
    return valueOrCause();
  }

  @Override
  public final boolean isDone() {
    return outcome != null;
  }

  @Override
  public final boolean isCancelled() {
    return state() == State.CANCELLED;
  }

  @Override
  public final State state() {
    Object now = outcome;
    if (now == null) {
      return State.RUNNING;
    }
    if (now instanceof Failure failure) {
      return failure.why().get() instanceof CancelledException ? State.CANCELLED : State.FAILED;
    }
    return State.SUCCESS;
  }

  @Override
  public final T resultNow() {
    if (state() != State.SUCCESS) {
      throw new IllegalStateException(describe() + " is not there: " + state());
    }
    return value();
  }

  @Override
  public final Throwable exceptionNow() {
    if (state() == State.FAILED && outcome instanceof Failure failure) {
      return failure.why().get();
    }
    throw new IllegalStateException(describe() + " has not failed: " + state());
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    return fail(() -> new CancelledException(describe() + " was cancelled"));
  }

  @Override
  public String toString() {
    return describe() + " (" + state() + ")";
  }

  private boolean end(Object how) {
    if (!OUTCOME.compareAndSet(this, null, how)) {
      return false;
    }
    CountDownLatch waited = arrival;
    if (waited != null) {
      waited.countDown();
    }
    return true;
  }

  private boolean await(long nanos) throws InterruptedException {
    if (outcome != null) {
      return true;
    }
    try (Wait _ = beforeWait()) {
      if (outcome == null && !comesSoon(nanos)) {
        waitOnLanes(nanos);
      }
    }
    return outcome != null;
  }

  private void waitOnLanes(long nanos) throws InterruptedException {
    CountDownLatch latch = arrival;
    if (latch == null) {
      ARRIVAL.compareAndSet(this, null, new CountDownLatch(1));
      latch = Objects.requireNonNull(arrival);
    }
    if (outcome != null) {
      return;
    }
    if (nanos == Long.MAX_VALUE) {
      lanes.await(latch);
    } else {
      boolean _ = lanes.await(latch, nanos);
    }
  }

  private T valueOrCause() throws ExecutionException {
    if (outcome instanceof Failure failure) {
      QuernException why = failure.why().get();
      if (why instanceof CancelledException) {
        CancellationException cancelled = new CancellationException(why.getMessage());
        cancelled.initCause(why);
        throw cancelled;
      }
      throw new ExecutionException(why);
    }
    return value();
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // a null that user code returned is handed on
  private T value() {
    Object now = outcome;
    return NOTHING.equals(now) ? null : (T) now;
  }

  private record Failure(Supplier<? extends QuernException> why) {}
}
