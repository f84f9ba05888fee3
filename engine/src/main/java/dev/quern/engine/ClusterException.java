package dev.quern.engine;

/**
 * A cluster that cannot be reached, or that gave a computation up for a reason of its own:
 * executors that were lost again and again, a master that ended the application.
 */
public final class ClusterException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public ClusterException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
