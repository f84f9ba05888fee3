package dev.quern.engine;

/**
 * Misuse of native memory: a buffer freed twice, used after it was freed, or never freed. The
 * message names the owner, and the stack of the allocation in debug mode.
 */
public final class MemoryFaultException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public MemoryFaultException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public MemoryFaultException(String message, Throwable cause) {
    super(message, cause);
  }
}
