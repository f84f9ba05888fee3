package dev.quern.scheduler.run;

import dev.quern.engine.CancelledException;
import dev.quern.engine.QuernException;
import dev.quern.scheduler.event.GraphEvent.Outcome;
import dev.quern.scheduler.run.Computation.State;

/** How a computation ends, or why its tasks are no longer carried out. Set once. */
public sealed interface Ending {

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

  /** By a failure; each executor has its own kind. */
  non-sealed interface Failed extends Ending {
    @Override
    default State state() {
      return State.FAILED;
    }

    @Override
    default Outcome outcome() {
      return Outcome.FAILED;
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

  /**
   * What those who still want something of the computation are told: made in the calling thread, so
   * that its trace begins at the line that waits for the result.
   */
  QuernException exception();
}
