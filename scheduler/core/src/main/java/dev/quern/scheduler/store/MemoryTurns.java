package dev.quern.scheduler.store;

import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Which running tasks of a session use memory, and which tasks wait until others have given theirs
 * back. Thread-safe, without a lock.
 *
 * <p>A task that ran short while others used memory is not lost: it gives up what it holds and is
 * begun anew when one of the others has ended, or waits for something itself. One that ran short
 * alone has failed, since nobody would give it more. So nobody waits while holding, and whoever
 * waits does so for somebody who runs. Of several, the one that is needed first goes first: the
 * older graph, then the order in which its tasks run.
 */
public final class MemoryTurns {
  /* Each time somebody else was in the way; those who wait keep new root tasks from starting. */
  private static final int MOST_TRIES = 16;

  /* From here on it begins only when nobody else uses memory. */
  private static final int TRIES_IN_COMPANY = 4;

  private static final long BEGUN = 1L << Integer.SIZE;

  /* How many uses have ever begun, and in the lower half how many there are. */
  private final AtomicLong users = new AtomicLong();
  private final ConcurrentSkipListSet<Waiter> waiting = new ConcurrentSkipListSet<>();
  private final Runnable nobodyWaits;

  /**
   * Nobody uses memory yet.
   *
   * @param nobodyWaits done whenever the last of those who waited has been begun
   */
  public MemoryTurns(Runnable nobodyWaits) {
    this.nobodyWaits = nobodyWaits;
  }

  /** Notes that a task begins to use memory. */
  public Use begin() {
    return begin(1);
  }

  private Use begin(int tries) {
    return new Use(users.addAndGet(BEGUN + 1), tries);
  }

  /** Whether a task waits for memory. */
  public boolean isAwaited() {
    return !waiting.isEmpty();
  }

  /**
   * Has a task that ran short begun anew, later or at once.
   *
   * @param before its use of memory until then, which is over
   * @param again begins it in the name of a new use, which it has to end; called by any thread
   */
  public void await(long graph, int task, Use before, Consumer<Use> again) {
    waiting.add(new Waiter(graph, task, before.tries + 1, again));
    // The last of those who were in the way may have ended just before: then nobody would call.
    if ((int) users.get() == 0) {
      callOne();
    }
  }

  /** Begins all waiting tasks of {@code graph}, which has stopped. */
  public void withdraw(long graph) {
    for (Waiter waiter : waiting) {
      if (waiter.graph == graph && waiting.remove(waiter)) {
        call(waiter);
      }
    }
  }

  private void callOne() {
    boolean alone = (int) users.get() == 0;
    for (Waiter waiter : waiting) {
      if ((alone || waiter.tries <= TRIES_IN_COMPANY) && waiting.remove(waiter)) {
        call(waiter);
        return;
      }
    }
  }

  private void call(Waiter waiter) {
    waiter.again.accept(begin(waiter.tries));
    if (waiting.isEmpty()) {
      nobodyWaits.run();
    }
  }

  /** That one task uses memory, until it ends or waits for something. */
  public final class Use {
    private final long begun;
    private final int tries;
    private final AtomicBoolean over = new AtomicBoolean();

    private Use(long begun, int tries) {
      this.begun = begun;
      this.tries = tries;
    }

    /** Whether it makes sense to try again: others have used memory since this began. */
    public boolean wasInCompany() {
      return tries < MOST_TRIES && ((int) begun > 1 || users.get() != begun);
    }

    /** Ends this, unless it was ended before. */
    public void end() {
      if (over.compareAndSet(false, true)) {
        users.decrementAndGet();
        if (!waiting.isEmpty()) {
          callOne();
        }
      }
    }
  }

  /** A task that waits; the one that is needed first comes first. */
  private record Waiter(long graph, int task, int tries, Consumer<Use> again)
      implements Comparable<Waiter> {
    @Override
    public int compareTo(Waiter other) {
      int byGraph = Long.compare(graph, other.graph);
      return byGraph != 0 ? byGraph : Integer.compare(task, other.task);
    }
  }
}
