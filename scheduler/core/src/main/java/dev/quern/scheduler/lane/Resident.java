package dev.quern.scheduler.lane;

import java.util.concurrent.CountDownLatch;

/**
 * Work that lasts beside graphs and is ended by its owner: an actor, a scope, a pool of processes.
 * One that was forgotten ends with the task it was made in, and with the session.
 */
public abstract class Resident extends Work {
  private final Residents all;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** One of {@code all}, a child of the work that the current thread does. */
  protected Resident(Residents all) {
    super(all.lanes());
    this.all = all;
  }

  /** What carries this out. */
  public final Lanes lanes() {
    return all.lanes();
  }

  /** Counted down when this has ended, and nothing of it runs any more. */
  public final CountDownLatch ended() {
    return ended;
  }

  /**
   * Makes this known; before the first strand.
   *
   * @throws java.util.concurrent.RejectedExecutionException when the session was closed
   */
  protected final void moveIn() {
    all.add(this);
    joinParent();
  }

  /** Takes leave: nothing of this runs any more. */
  protected final void moveOut() {
    leaveParent();
    all.remove(this);
    ended.countDown();
  }
}
