package dev.quern.engine.graph;

import dev.quern.engine.SourceLine;
import dev.quern.engine.TaskFailedException;
import java.io.Serializable;
import java.util.Objects;

/**
 * What a task was made from: the plan node as people read it, and the line of user code that built
 * it. Progress, times and errors are told by origin; all tasks of one plan node share it.
 *
 * @param label the plan node in a few words, such as {@code filter delay > 15}
 * @param where the user's line, or {@link SourceLine#UNKNOWN}
 */
public record Origin(String label, SourceLine where) implements Serializable {

  /** Checks that nothing is missing. */
  public Origin {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(where, "where");
  }

  /** An origin without a line of user code. */
  public static Origin of(String label) {
    return new Origin(label, SourceLine.UNKNOWN);
  }

  /**
   * The error that a task of this origin failed by {@code cause}, which may be such an error
   * already.
   */
  public TaskFailedException failure(int partition, Throwable cause) {
    return cause instanceof TaskFailedException told
        ? told
        : new TaskFailedException(label + ", partition " + partition, where, cause);
  }

  @Override
  public String toString() {
    return label + where.suffix();
  }
}
