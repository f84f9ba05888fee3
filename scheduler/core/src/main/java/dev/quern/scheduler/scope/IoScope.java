package dev.quern.scheduler.scope;

import dev.quern.engine.SourceLine;
import dev.quern.scheduler.lane.Residents;
import java.util.concurrent.Callable;

/**
 * A block of code that makes calls to the outside world at the same time, each on a virtual thread
 * of its own, and is not left before all have ended:
 *
 * <pre>{@code
 * try (IoScope scope = ioScope(failFast().deadline("5s"))) {
 *   Fork<User> user = scope.fork(() -> api.user(id));
 *   Fork<Orders> orders = scope.fork(() -> api.orders(id));
 *   scope.join();
 *   return score(user.get(), orders.get());
 * }
 * }</pre>
 *
 * <p>A scope that is opened in a task is cancelled with it; whatever a fork computes or opens is
 * cancelled with the scope. Cancelling interrupts the threads of forks. Thread-safe: forks may
 * fork.
 */
public final class IoScope implements AutoCloseable {
  private final ScopeWork work;

  private IoScope(ScopeWork work) {
    this.work = work;
  }

  /**
   * Opens a scope; its deadline counts from now.
   *
   * @param residents where its forks run
   */
  public static IoScope open(Residents residents, ScopeOptions options) {
    ScopeWork work = new ScopeWork(residents, options, SourceLine.here());
    work.start();
    return new IoScope(work);
  }

  /**
   * Starts a call. Waits for others to end when as many run as may; in a scope that has stopped the
   * call is not made.
   *
   * @throws IllegalStateException after {@link #join}
   * @throws dev.quern.engine.CancelledException when the wait was interrupted, which cancels the
   *     scope
   */
  public <T> Fork<T> fork(Callable<? extends T> body) {
    return work.fork(body);
  }

  /**
   * Waits until all forks have ended, after which their results can be read.
   *
   * @throws dev.quern.engine.TaskFailedException when the scope fails fast and a fork threw: names
   *     the line that forked it; what other forks threw is suppressed in it
   * @throws dev.quern.engine.CancelledException when the deadline has passed, the scope or the task
   *     around it was cancelled, or the wait was interrupted, which cancels it
   */
  public void join() {
    work.join();
  }

  /**
   * Interrupts all forks; does not wait for them.
   *
   * @return whether this call stopped the scope
   */
  public boolean cancel() {
    return work.cancel(work + " was cancelled");
  }

  /**
   * Cancels the forks that still run, and waits until they have ended; a call that does not heed
   * interrupts is waited for all the same.
   */
  @Override
  public void close() {
    work.close();
  }

  @Override
  public String toString() {
    return work.toString();
  }
}
