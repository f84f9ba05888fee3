package dev.quern.engine;

/**
 * Input that is not what it claims to be: a broken file, a ragged row, a value that does not parse.
 * The message names file, row and column where they are known.
 */
public final class DataException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public DataException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
