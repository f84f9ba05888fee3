package dev.quern.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A program that cannot run: an unknown column, types that do not fit together, a malformed path.
 * Thrown at the call that built it, before any data is read, with the user's line in the message.
 */
public final class PlanException extends QuernException {
  private final transient @Nullable SourceLine where;

  /** Reports {@code message} at the line of the user's code that is calling right now. */
  public PlanException(String message) {
    this(message, SourceLine.here());
  }

  /** Reports {@code message} at {@code where}. */
  public PlanException(String message, SourceLine where) {
    super(message + where.suffix());
    this.where = where;
  }

  /** The line of user code that made the faulty call, when it is known. */
  public Optional<SourceLine> where() {
    return Optional.ofNullable(where).filter(SourceLine::isKnown);
  }
}
