package dev.quern.engine;

/**
 * A value that has no result: integer overflow, a checked cast that does not fit. The message names
 * the value.
 */
public final class ComputeException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public ComputeException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public ComputeException(String message, Throwable cause) {
    super(message, cause);
  }
}
