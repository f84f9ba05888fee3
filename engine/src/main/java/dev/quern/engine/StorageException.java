package dev.quern.engine;

/**
 * The file system said no: missing file, no permission, disk full. Nothing half-written is left
 * behind.
 */
public final class StorageException extends QuernException {
  /** Reports {@code message}: what is wrong, where, and what to do. */
  public StorageException(String message) {
    super(message);
  }

  /** Reports {@code message} and what led to it. */
  public StorageException(String message, Throwable cause) {
    super(message, cause);
  }
}
