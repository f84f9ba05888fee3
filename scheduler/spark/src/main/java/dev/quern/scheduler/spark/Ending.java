package dev.quern.scheduler.spark;

import dev.quern.engine.CancelledException;
import dev.quern.engine.ClusterException;
import dev.quern.engine.DataException;
import dev.quern.engine.QuernException;
import dev.quern.engine.TaskFailedException;
import dev.quern.scheduler.event.GraphEvent.Outcome;
import dev.quern.scheduler.run.Computation.State;

/** How a computation ends. Set once. */
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

  /** By {@code cause}, which a task threw on an executor, or the cluster. */
  record Failed(Throwable cause) implements Ending {
    @Override
    public State state() {
      return State.FAILED;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILED;
    }

    /* Made anew, so that its trace begins at the line that waits for the result. */
    @Override
    public QuernException exception() {
      String message = String.valueOf(cause.getMessage());
      return switch (cause) {
        case TaskFailedException task when task.getCause() != null ->
            new TaskFailedException(task.node(), task.where(), task.getCause());
        case DataException data -> new DataException(message, data);
        default -> new ClusterException(message, cause);
      };
    }
  }

  /** Because somebody wanted it to. */
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

  /** What those who still want something are told; made in the calling thread. */
  QuernException exception();
}
