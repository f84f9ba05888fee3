package dev.quern.scheduler.lane;

/** Makes the lanes of a session. */
@FunctionalInterface
public interface LanesFactory {

  /** Threads of this virtual machine that steal from each other. */
  LanesFactory THREADS = ForkJoinLanes::new;

  /**
   * Lanes that are the caller's to close.
   *
   * @param name what threads are called after
   * @param workers how many lanes there are to be
   */
  Lanes open(String name, int workers);
}
