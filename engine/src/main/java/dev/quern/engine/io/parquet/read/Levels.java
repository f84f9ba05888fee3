package dev.quern.engine.io.parquet.read;

import java.io.Serializable;

/**
 * Where the values of a node of a file's schema stand among the levels of a leaf below it.
 *
 * <p>A leaf's pages have a pair of levels for each of its values and for whatever ends before it: a
 * null or an empty list. Such a pair begins a new value of the node, null or not, if it repeats at
 * {@code repetition} or above and is defined at least up to {@code slot}.
 *
 * @param repetition how many lists are around the node
 * @param slot the definition level of an element of the innermost of them, null or not; 0 without
 * @param definition the definition level from which on the value is not null
 */
public record Levels(int repetition, int slot, int definition) implements Serializable {
  /** The highest level that is read. */
  public static final int HIGHEST = 127;

  /** The levels of a column that is not nested. */
  public static Levels flat(boolean optional) {
    return new Levels(0, 0, optional ? 1 : 0);
  }

  /** Whether a value may be null. */
  public boolean nullable() {
    return definition > slot;
  }

  /** Whether the levels of a pair begin a value of the node. */
  boolean begins(int repeated, int defined) {
    return repeated <= repetition && defined >= slot;
  }
}
