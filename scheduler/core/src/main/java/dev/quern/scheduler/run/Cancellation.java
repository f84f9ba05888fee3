package dev.quern.scheduler.run;

/** Whether a computation is still wanted. */
@FunctionalInterface
public interface Cancellation {

  /**
   * Returns when it is.
   *
   * @throws dev.quern.engine.CancelledException when it was cancelled or has failed
   */
  void check();
}
