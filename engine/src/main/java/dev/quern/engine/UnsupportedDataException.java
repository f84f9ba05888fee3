package dev.quern.engine;

/**
 * Valid input that uses a feature this version does not read or write. The message names the
 * feature.
 */
public final class UnsupportedDataException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public UnsupportedDataException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public UnsupportedDataException(String message, Throwable cause) {
    super(message, cause);
  }
}
