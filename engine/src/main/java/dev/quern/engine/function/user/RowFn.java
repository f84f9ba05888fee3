package dev.quern.engine.function.user;

import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;
import java.io.Serializable;

/**
 * A user's function of one row, that looks at its arguments by the cursor and sets the result. It
 * must give the same for the same arguments, and may be called by several threads at a time, for
 * rows in any order and for equal values only once.
 */
@FunctionalInterface
public interface RowFn extends Serializable {
  /** Sets {@code out} for the row that {@code in} is on. */
  void apply(Row in, RowResult out);
}
