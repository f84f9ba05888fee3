package dev.quern.scheduler.sim;

/**
 * A simulation that cannot go on: everybody waits, or nothing ends. The message says who waits and
 * where in the code. An assertion error, since what is simulated is being tested.
 */
public final class SimulationError extends AssertionError {
  SimulationError(String message) {
    super(message);
  }

  SimulationError(String message, Throwable cause) {
    super(message, cause);
  }
}
