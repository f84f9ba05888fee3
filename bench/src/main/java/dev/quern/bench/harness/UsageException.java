package dev.quern.bench.harness;

/** A command line or a set-up that cannot be run; the message is all a user needs. */
public final class UsageException extends RuntimeException {

  /** Says what is wrong and what would be right. */
  public UsageException(String message) {
    super(message);
  }

  /** Says what is wrong and what would be right. */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
