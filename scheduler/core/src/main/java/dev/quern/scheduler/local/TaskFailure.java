package dev.quern.scheduler.local;

import dev.quern.engine.QuernException;
import dev.quern.engine.TaskFailedException;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.run.Ending;

/** A task of {@code origin} threw {@code cause}. */
record TaskFailure(Origin origin, int partition, Throwable cause) implements Ending.Failed {

  /** {@inheritDoc} A step of a fused task has put its own name on the failure, on the worker. */
  @Override
  public QuernException exception() {
    if (cause instanceof TaskFailedException step) {
      Throwable root = step.getCause();
      return new TaskFailedException(step.node(), step.where(), root == null ? step : root);
    }
    return origin.failure(partition, cause);
  }
}
