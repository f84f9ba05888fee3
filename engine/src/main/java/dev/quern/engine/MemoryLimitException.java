package dev.quern.engine;

/**
 * A memory budget that would be exceeded. The message names the budget, what was asked for, and who
 * holds what.
 */
public final class MemoryLimitException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public MemoryLimitException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public MemoryLimitException(String message, Throwable cause) {
    super(message, cause);
  }
}
