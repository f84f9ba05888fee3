package dev.quern.engine.function;

/**
 * A function at work: computes the result of the row that the cursor is on. Used by one thread, so
 * it may keep scratch memory.
 *
 * @see RowLoop
 */
@FunctionalInterface
public interface RowFunction {

  /**
   * Computes one row: sets {@code out}, or leaves it as the empty text it is at first. A value that
   * has no result is a {@code ComputeException}.
   */
  void apply(Row in, RowResult out);
}
