package dev.quern.scheduler;

import dev.quern.engine.SessionClosedException;
import dev.quern.engine.SourceLine;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether a session is open, and where it was closed. Thread-safe. */
final class SessionLife {
  private final String name;
  /* Held together by all who begin something, and alone by the one who closes: what was begun before is seen. */
  private final Lock opening;
  private final Lock closing;
  private volatile @Nullable SourceLine closedAt;

  SessionLife(String name) {
    this.name = name;
    ReadWriteLock life = new ReentrantReadWriteLock();
    this.opening = life.readLock();
    this.closing = life.writeLock();
  }

  boolean isClosed() {
    return closedAt != null;
  }

  /**
   * Returns while the session is open.
   *
   * @throws SessionClosedException when it was closed: says where
   */
  void check() {
    SourceLine where = closedAt;
    if (where != null) {
      throw new SessionClosedException(
          "%s was closed%s; open another one, or leave the session out to use the default one"
              .formatted(name, where.suffix()));
    }
  }

  /** What {@code begin} returns, which is not closed meanwhile. */
  <T> T whileOpen(Supplier<T> begin) {
    opening.lock();
    try {
      check();
      return begin.get();
    } finally {
      opening.unlock();
    }
  }

  /** Ends it; returns whether this call did. */
  boolean end() {
    closing.lock();
    try {
      if (isClosed()) {
        return false;
      }
      closedAt = SourceLine.here();
      return true;
    } finally {
      closing.unlock();
    }
  }
}
