package dev.quern.scheduler.lane;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A resident that a block of code opens and closes: a scope, a pool of processes. It has ended when
 * that block and all that goes on inside have left.
 */
public abstract class Opened extends Resident {
  private static final Logger LOG = System.getLogger("dev.quern.scheduler");

  /* Those that go on, and the block. Nobody comes in when all had left. */
  private final AtomicInteger inside = new AtomicInteger(1);
  private final AtomicBoolean blockLeft = new AtomicBoolean();

  /** One of {@code all}, opened by the current thread. */
  protected Opened(Residents all) {
    super(all);
  }

  /** Counts one more that goes on inside, unless all have left. */
  protected final boolean enter() {
    int now = inside.get();
    while (now > 0) {
      if (inside.compareAndSet(now, now + 1)) {
        return true;
      }
      now = inside.get();
    }
    return false;
  }

  /** Counts one less. */
  protected final void leave() {
    if (inside.decrementAndGet() == 0) {
      over();
    }
  }

  /** Has the block that opened this leave, when this was stopped; more than once is harmless. */
  protected final void leaveBlock() {
    if (blockLeft.compareAndSet(false, true)) {
      leave();
    }
  }

  /** Called once, when all have left; ends with {@link #moveOut}. */
  protected abstract void over();

  /** Cancels this and waits for its end, however often the thread is interrupted meanwhile. */
  public void close() {
    boolean _ = cancel(this + " was closed");
    boolean interrupted = false;
    while (true) {
      try {
        lanes().await(ended());
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void abandon(Throwable broken) {
    LOG.log(Level.ERROR, this + " was abandoned", broken);
    boolean _ = cancel(this + " was abandoned: " + broken);
  }

  @Override
  protected void parentEnded() {
    boolean _ = cancel("the task that opened " + this + " has ended");
  }
}
