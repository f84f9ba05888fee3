package dev.quern.scheduler.run;

import dev.quern.scheduler.remote.RemoteCalls;
import java.util.Optional;

/** Runs graphs: on the cores of this machine, in a simulator, or on a cluster. Thread-safe. */
public interface Executor extends AutoCloseable {

  /**
   * Starts a computation and returns at once.
   *
   * @throws java.util.concurrent.RejectedExecutionException when this executor was closed
   */
  Computation submit(Submission submission);

  /**
   * Starts a computation whose outputs stay where they are made, if that is elsewhere. Chunks that
   * are there only stand for them: they are of use to the operators that {@linkplain HandsOut hand
   * them out} to graphs of this executor, and are closed like others.
   *
   * @throws java.util.concurrent.RejectedExecutionException when this executor was closed
   */
  default Computation keep(Submission submission) {
    return submit(submission);
  }

  /** Who carries out single calls where this runs graphs, if that is in other processes. */
  default Optional<RemoteCalls> calls() {
    return Optional.empty();
  }

  /**
   * Cancels what runs, waits for it to end, and gives the threads up. A second call does nothing.
   */
  @Override
  void close();
}
