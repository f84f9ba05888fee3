package dev.quern.engine;

/** A computation stopped because somebody asked for it. */
public final class CancelledException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public CancelledException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public CancelledException(String message, Throwable cause) {
    super(message, cause);
  }
}
