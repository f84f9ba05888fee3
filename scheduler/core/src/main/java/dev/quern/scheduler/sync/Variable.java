package dev.quern.scheduler.sync;

import dev.quern.scheduler.lane.Lanes;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A value that tasks share: set by some, waited for by others.
 *
 * @param <T> the type of the value
 */
public final class Variable<T> {
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitLine line;
  private @Nullable T value;

  Variable(Lanes lanes, String name) {
    this.line = new WaitLine(lanes, lock, "variable '" + name + "'", false);
  }

  /** Gives it a value. */
  public void set(T newValue) {
    lock.lock();
    try {
      value = Objects.requireNonNull(newValue, "newValue");
      boolean _ = line.serve();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Its value; waits for the first.
   *
   * @throws dev.quern.engine.CancelledException when the current task is cancelled meanwhile, or
   *     the wait interrupted
   */
  public T get() {
    return await(_ -> true);
  }

  /** Its value, once {@code wanted} accepts it. The test is short and looks at nothing else. */
  public T await(Predicate<? super T> wanted) {
    Seen<T> seen = new Seen<>();
    boolean _ = line.await(() -> see(seen, wanted), () -> {}, WaitLine.FOREVER);
    return Objects.requireNonNull(seen.value);
  }

  /** Its value, if it has one in time. */
  public Optional<T> get(Duration timeout) {
    Seen<T> seen = new Seen<>();
    boolean _ = line.await(() -> see(seen, _ -> true), () -> {}, WaitLine.nanos(timeout));
    return Optional.ofNullable(seen.value);
  }

  void close() {
    line.close();
  }

  private boolean see(Seen<T> seen, Predicate<? super T> wanted) {
    T now = value;
    if (now == null || !wanted.test(now)) {
      return false;
    }
    seen.value = now;
    return true;
  }

  /** What was there when the wait ended. */
  private static final class Seen<T> {
    private @Nullable T value;
  }
}
