package dev.quern.scheduler.run;

import dev.quern.engine.chunk.Chunk;
import java.util.List;

/** A graph being run, or one that was. Thread-safe. */
public interface Computation extends AutoCloseable {

  /** What has become of a computation. */
  enum State {
    /** Tasks are running or waiting; also while a failed or cancelled one winds up. */
    RUNNING,
    /** All outputs are there. */
    DONE,
    /** A task threw. */
    FAILED,
    /** Somebody cancelled it. */
    CANCELLED
  }

  /**
   * Waits for the end and hands the outputs over, in the order they were asked for: from then on
   * they are the caller's to close. They are handed over once.
   *
   * <p>May be called from a task: the worker then helps with this computation instead of idling.
   * Interrupting a thread that waits here cancels the computation.
   *
   * @throws dev.quern.engine.TaskFailedException when a task threw: names the plan node and the
   *     user's line
   * @throws dev.quern.engine.CancelledException when it was cancelled, or the wait interrupted
   * @throws IllegalStateException when the outputs were handed over before, or given up by {@link
   *     #close}
   */
  List<Chunk> join();

  /**
   * Waits for the end like {@link #join} and hands the outputs over one at a time: those that were
   * put aside are read back one by one, as they are asked for.
   */
  default Outputs outputs() {
    return Outputs.of(join());
  }

  /**
   * Asks the computation to stop: no task starts any more, running ones end at their next check.
   * Does not wait.
   *
   * @return whether this call stopped it; false when it had ended, failed or been cancelled
   */
  boolean cancel();

  /** What has become of it. */
  State state();

  /** How far it is. */
  Progress progress();

  /** Gives up on the result: cancels what still runs, frees outputs nobody took. Does not wait. */
  @Override
  void close();
}
