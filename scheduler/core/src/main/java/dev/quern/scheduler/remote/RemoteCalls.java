package dev.quern.scheduler.remote;

/** Has calls carried out in other processes. Thread-safe. */
public interface RemoteCalls {

  /** How many calls should be on their way at once, so that nobody over there is idle. */
  int width();

  /**
   * Has a call carried out and waits for its end. A call whose process is lost may be carried out
   * more than once.
   *
   * @param call what {@link CallBytes#of} made of it
   * @return what {@link CallBytes#carryOut} made of its result, or of what it threw
   * @throws InterruptedException when the wait was interrupted: the call is given up
   * @throws dev.quern.engine.CancelledException when the task that waits was cancelled: the same
   * @throws dev.quern.engine.ClusterException when it could not be carried out
   */
  byte[] call(byte[] call) throws InterruptedException;
}
