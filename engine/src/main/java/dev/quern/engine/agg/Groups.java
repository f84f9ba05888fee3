package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import java.lang.foreign.MemorySegment;

/**
 * The group of each row of a morsel: INT32 numbers, and how many groups there are by now.
 *
 * @param numbers the group numbers, flat and without nulls; stays owned by whoever made this
 * @param count the number of groups, of this morsel and all before it
 * @param isSingle whether all rows of all morsels belong to group 0, because there are no keys:
 *     then plain reductions do
 */
record Groups(ColumnVector numbers, int count, boolean isSingle) {

  /** The number of rows of the morsel. */
  int rows() {
    return numbers.length();
  }

  /** The group numbers as kernels take them. */
  MemorySegment segment() {
    return numbers.values();
  }
}
