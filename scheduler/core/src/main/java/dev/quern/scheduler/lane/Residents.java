package dev.quern.scheduler.lane;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What lasts on the lanes of one session, so that nothing of it outlives the session. */
public final class Residents implements AutoCloseable {
  private static final Logger LOG = System.getLogger("dev.quern.scheduler");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final long MOST_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Lanes lanes;
  private final Set<Resident> present = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Nothing yet, on {@code lanes}. */
  public Residents(Lanes lanes) {
    this.lanes = lanes;
  }

  /** What carries it all out. */
  public Lanes lanes() {
    return lanes;
  }

  /**
   * Cancels what is here and waits for it to end. What does not end within two seconds is
   * interrupted; after half a minute it is left behind, with an error in the log.
   */
  @Override
  public void close() {
    closed = true;
    present.forEach(resident -> resident.cancel("its session was closed"));
    boolean interrupted = false;
    for (Resident resident : present) {
      interrupted |= awaitEnd(resident);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  void add(Resident resident) {
    present.add(resident);
    if (closed) {
      present.remove(resident);
      throw new RejectedExecutionException("the session was closed");
    }
  }

  void remove(Resident resident) {
    present.remove(resident);
  }

  /* Returns whether the calling thread was interrupted meanwhile. */
  private boolean awaitEnd(Resident resident) {
    boolean interrupted = false;
    long start = lanes.nanoTime();
    long patience = PATIENCE_NANOS;
    while (true) {
      try {
        if (lanes.await(resident.ended(), Math.max(0, start + patience - lanes.nanoTime()))) {
          return interrupted;
        }
      } catch (InterruptedException e) {
        interrupted = true;
        continue;
      }
      if (patience == MOST_PATIENCE_NANOS) {
        LOG.log(Level.ERROR, "{0} does not end; it is left behind", resident);
        return interrupted;
      }
      lanes.interrupt();
      patience = MOST_PATIENCE_NANOS;
    }
  }
}
