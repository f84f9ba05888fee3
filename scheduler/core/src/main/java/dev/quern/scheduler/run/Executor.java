package dev.quern.scheduler.run;

/** Runs graphs: on the cores of this machine, in a simulator, or on a cluster. Thread-safe. */
public interface Executor extends AutoCloseable {

  /**
   * Starts a computation and returns at once.
   *
   * @throws java.util.concurrent.RejectedExecutionException when this executor was closed
   */
  Computation submit(Submission submission);

  /**
   * Cancels what runs, waits for it to end, and gives the threads up. A second call does nothing.
   */
  @Override
  void close();
}
