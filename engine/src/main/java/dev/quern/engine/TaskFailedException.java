package dev.quern.engine;

/**
 * A task of a running graph that threw. The message names the plan node, the partition and the line
 * of user code that created the node; the cause is what the task threw.
 */
public final class TaskFailedException extends QuernException {
  private final String node;
  private final SourceLine where;

  /** Reports that the task of {@code node}, created at {@code where}, threw {@code cause}. */
  public TaskFailedException(String node, SourceLine where, Throwable cause) {
    super(node + " failed" + where.suffix() + ": " + describe(cause), cause);
    this.node = node;
    this.where = where;
  }

  /** The label of the plan node, with its partition. */
  public String node() {
    return node;
  }

  /** The line of user code that created the node. */
  public SourceLine where() {
    return where;
  }

  private static String describe(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof QuernException && message != null) {
      return message;
    }
    return cause.toString();
  }
}
