package dev.quern.scheduler.sync;

import dev.quern.scheduler.lane.Lanes;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** Something that has happened or not, and that tasks wait for. Can be taken back. */
public final class Event {
  private final ReentrantLock lock = new ReentrantLock();
  private final WaitLine line;
  private boolean set;

  Event(Lanes lanes, String name) {
    this.line = new WaitLine(lanes, lock, "event '" + name + "'", false);
  }

  /** Notes that it has happened; all who wait go on. */
  public void set() {
    change(true);
  }

  /** Notes that it has not happened: who comes now waits. */
  public void clear() {
    change(false);
  }

  /** Whether it has happened. */
  public boolean isSet() {
    lock.lock();
    try {
      return set;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until it has happened.
   *
   * @throws dev.quern.engine.CancelledException when the current task is cancelled meanwhile, or
   *     the wait interrupted
   */
  public void await() {
    boolean _ = line.await(() -> set, () -> {}, WaitLine.FOREVER);
  }

  /** Waits until it has happened; false when it has not in time. */
  public boolean await(Duration timeout) {
    return line.await(() -> set, () -> {}, WaitLine.nanos(timeout));
  }

  void close() {
    line.close();
  }

  private void change(boolean to) {
    lock.lock();
    try {
      set = to;
      boolean _ = line.serve();
    } finally {
      lock.unlock();
    }
  }
}
