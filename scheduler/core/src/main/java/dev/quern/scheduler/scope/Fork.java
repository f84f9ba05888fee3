package dev.quern.scheduler.scope;

import dev.quern.engine.CancelledException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future.State;
import org.jspecify.annotations.Nullable;

/**
 * A call that runs in a scope, and its result. Thread-safe.
 *
 * @param <T> the type of the result
 */
public final class Fork<T> {
  private final ScopeWork scope;
  private final Callable<? extends T> body;
  private final int number;
  private final SourceLine where = SourceLine.here();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile State state = State.RUNNING;
  private volatile @Nullable T result;
  private volatile @Nullable Throwable failure;

  /** What carries the call out; guarded by this. */
  private @Nullable Thread thread;

  Fork(ScopeWork scope, Callable<? extends T> body, int number) {
    this.scope = scope;
    this.body = body;
    this.number = number;
  }

  /**
   * The result, after the scope was joined.
   *
   * @throws IllegalStateException before {@link IoScope#join} has returned or thrown
   * @throws TaskFailedException when the call threw: names the line that forked it
   * @throws CancelledException when the scope was stopped before the call ended
   */
  @SuppressWarnings("NullAway") // a null that the call returned is handed on
  public T get() {
    if (!scope.isJoined()) {
      throw new IllegalStateException(
          "%s has no result before its scope was joined: call join() first".formatted(this));
    }
    Throwable thrown = failure;
    if (thrown != null) {
      throw failed(thrown);
    }
    if (state != State.SUCCESS) {
      throw new CancelledException(this + " was cancelled with its scope");
    }
    return result;
  }

  /** What has become of the call. */
  public State state() {
    return state;
  }

  @Override
  public String toString() {
    return "fork " + number + where.suffix();
  }

  /** Makes the call, on the current thread. */
  void carryOut() {
    synchronized (this) {
      if (scope.isStopped()) {
        state = State.CANCELLED;
        return;
      }
      thread = Thread.currentThread();
    }
    try {
      result = body.call();
      state = State.SUCCESS;
    } catch (Throwable thrown) {
      end(thrown);
    } finally {
      synchronized (this) {
        thread = null;
      }
    }
  }

  /* What an interrupted call throws is no failure of its own. */
  private void end(Throwable thrown) {
    if (scope.isStopped() && ScopeWork.isInterruption(thrown)) {
      state = State.CANCELLED;
      return;
    }
    failure = thrown;
    state = State.FAILED;
    scope.failed(this);
  }

  void giveUp() {
    state = State.CANCELLED;
    ended.countDown();
  }

  void interrupt() {
    synchronized (this) {
      if (thread != null && !thread.equals(Thread.currentThread())) {
        thread.interrupt();
      }
    }
  }

  void leave() {
    ended.countDown();
  }

  CountDownLatch ended() {
    return ended;
  }

  @Nullable TaskFailedException failure() {
    Throwable thrown = failure;
    return thrown == null ? null : failed(thrown);
  }

  private TaskFailedException failed(Throwable thrown) {
    return new TaskFailedException("fork " + number, where, thrown);
  }
}
