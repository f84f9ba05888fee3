package dev.quern.scheduler.local;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.event.GraphEvent.Outcome;
import dev.quern.scheduler.run.Computation.State;

/** How a run ends, or why its tasks are no longer carried out. Set once. */
sealed interface Ending {

  /** With all outputs. */
  record Done() implements Ending {
    @Override
    public State state() {
      return State.DONE;
    }

    @Override
    public Outcome outcome() {
      return Outcome.DONE;
    }

    @Override
    public QuernException exception() {
      return new CancelledException("the computation has ended");
    }
  }

  /** A task of {@code origin} threw {@code cause}. */
  record Failed(Origin origin, int partition, Throwable cause) implements Ending {
    @Override
    public State state() {
      return State.FAILED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILED;
    }

    /*
     * A step of a fused task has put its own name on the failure, on the worker. Either way the
     * exception is made anew here, so that its trace begins at the line that waits for the result.
     */
    @Override
    public QuernException exception() {
      if (cause instanceof TaskFailedException step) {
        Throwable root = step.getCause();
        return new TaskFailedException(step.node(), step.where(), root == null ? step : root);
      }
      return origin.failure(partition, cause);
    }
  }

  /** Somebody wanted it to end. */
  record Cancelled(String why) implements Ending {
    @Override
    public State state() {
      return State.CANCELLED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.CANCELLED;
    }

    @Override
    public QuernException exception() {
      return new CancelledException(why);
    }
  }

  /** As the computation's owner sees it. */
  State state();

  /** As listeners see it. */
  Outcome outcome();

  /** What those who still want something of the run are told; made in the calling thread. */
  QuernException exception();
}
