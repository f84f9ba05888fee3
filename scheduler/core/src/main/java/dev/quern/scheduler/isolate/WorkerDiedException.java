package dev.quern.scheduler.isolate;

/**
 * A forked process that ended in the middle of a call: the message says how, and where the virtual
 * machine has left a report. It is the cause of the call's failure.
 */
public final class WorkerDiedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  WorkerDiedException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the process has left behind: its exit code, or 128 and the signal that killed it. */
  public int exitCode() {
    return exitCode;
  }
}
