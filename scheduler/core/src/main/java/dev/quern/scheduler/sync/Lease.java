package dev.quern.scheduler.sync;

import dev.quern.engine.SourceLine;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one has acquired, until it is closed. Closing it twice is harmless; one that was never
 * closed is reported, with the line that took it, when its session closes.
 */
public final class Lease implements AutoCloseable {
  private final String what;
  private final SourceLine where = SourceLine.here();
  private final Runnable release;
  private final Set<Lease> open;
  private final AtomicBoolean closed = new AtomicBoolean();

  Lease(String what, Set<Lease> open, Runnable release) {
    this.what = what;
    this.open = open;
    this.release = release;
    open.add(this);
  }

  /** The line that took it. */
  public SourceLine where() {
    return where;
  }

  /** Gives it back. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      open.remove(this);
      release.run();
    }
  }

  @Override
  public String toString() {
    return what + ", taken" + where.suffix();
  }
}
