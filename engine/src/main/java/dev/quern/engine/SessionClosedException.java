package dev.quern.engine;

/** A session used after it was closed. */
public final class SessionClosedException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public SessionClosedException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public SessionClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
