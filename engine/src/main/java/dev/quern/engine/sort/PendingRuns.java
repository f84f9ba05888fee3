package dev.quern.engine.sort;

import java.util.Arrays;

/** Runs of rows that are still to be sorted: a stack without recursion. */
final class PendingRuns {
  private static final int FIELDS = 4;

  private int[] entries = new int[16 * FIELDS];
  private int size;

  void push(int from, int to, int column, int level) {
    if (size + FIELDS > entries.length) {
      entries = Arrays.copyOf(entries, 2 * entries.length);
    }
    entries[size] = from;
    entries[size + 1] = to;
    entries[size + 2] = column;
    entries[size + 3] = level;
    size += FIELDS;
  }

  /**
   * Takes the last run, which the accessors then show until the next push; false if none is left.
   */
  boolean pop() {
    if (size == 0) {
      return false;
    }
    size -= FIELDS;
    return true;
  }

  int from() {
    return entries[size];
  }

  int to() {
    return entries[size + 1];
  }

  /** The key from which on the rows of the run differ. */
  int column() {
    return entries[size + 2];
  }

  /** The level of that key's words. */
  int level() {
    return entries[size + 3];
  }
}
