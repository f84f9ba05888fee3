package dev.quern.scheduler.store;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Lets root tasks in while there is memory, and otherwise one at a time: those that are in give
 * memory back as they end. Thread-safe, without a lock.
 *
 * <p>Who is turned away leaves word how to go on, and is called again when there is memory, or when
 * nobody is in any more. So something always runs.
 */
public final class RootGate {
  private final BooleanSupplier full;
  private final AtomicInteger inside = new AtomicInteger();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  /** A gate that turns away while {@code full}. */
  RootGate(BooleanSupplier full) {
    this.full = full;
  }

  /**
   * Asks to be let in.
   *
   * @param resume what to call once after this was refused: asks again
   * @return whether the caller is in, and has to {@link #leave}
   */
  public boolean enter(Runnable resume) {
    if (tryEnter()) {
      return true;
    }
    waiting.add(resume);
    // Those who were in may have left just before: then nobody would call.
    return (inside.get() <= 0 || !full.getAsBoolean()) && waiting.remove(resume) && forceEnter();
  }

  /** Whether there is no memory for more than one. */
  public boolean isFull() {
    return full.getAsBoolean();
  }

  /** Leaves; calls one of those who wait, if there is room for it. */
  public void leave() {
    int left = inside.decrementAndGet();
    if (!waiting.isEmpty() && (left <= 0 || !full.getAsBoolean())) {
      callOne();
    }
  }

  /** Goes in without being asked: one who was in before has come back from waiting for others. */
  public void reenter() {
    inside.incrementAndGet();
  }

  /**
   * Takes note that there may be room: memory was given back, or somebody who was called has
   * nothing to do here any more.
   */
  public void freed() {
    if (!waiting.isEmpty() && (inside.get() <= 0 || !full.getAsBoolean())) {
      callOne();
    }
  }

  /** Calls all who wait: some of them may not be wanted any more. */
  public void callAll() {
    for (int i = waiting.size(); i > 0; i--) {
      callOne();
    }
  }

  /** How many wait. */
  public int waiting() {
    return waiting.size();
  }

  private boolean tryEnter() {
    if (!full.getAsBoolean()) {
      return forceEnter();
    }
    int others = inside.get();
    return others <= 0 && inside.compareAndSet(others, others + 1);
  }

  private boolean forceEnter() {
    inside.incrementAndGet();
    return true;
  }

  private void callOne() {
    Runnable next = waiting.poll();
    if (next != null) {
      next.run();
    }
  }
}
