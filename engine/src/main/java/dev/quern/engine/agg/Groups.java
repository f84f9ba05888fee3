package dev.quern.engine.agg;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Kernels;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The group of each row of a morsel: INT32 numbers, and how many groups there are by now. Of one
 * thread.
 */
final class Groups {
  /** Groups of which the sizes are counted once for all aggregates. */
  private static final int FEW = 64;

  /** Rows of which the aggregates count the sizes each for itself. */
  private static final int LEAST_ROWS = 256;

  private final ColumnVector numbers;
  private final int count;
  private final boolean single;
  private int @Nullable [] sizes;

  /**
   * @param numbers the group numbers, flat and without nulls; stays owned by whoever made this
   * @param count the number of groups, of this morsel and all before it
   * @param single whether all rows of all morsels belong to group 0, because there are no keys:
   *     then plain reductions do
   */
  Groups(ColumnVector numbers, int count, boolean single) {
    this.numbers = numbers;
    this.count = count;
    this.single = single;
  }

  /** The group numbers. */
  ColumnVector numbers() {
    return numbers;
  }

  /** The number of groups, of this morsel and all before it. */
  int count() {
    return count;
  }

  /** Whether there are no keys. */
  boolean isSingle() {
    return single;
  }

  /** The number of rows of the morsel. */
  int rows() {
    return numbers.length();
  }

  /** The group numbers as kernels take them. */
  MemorySegment segment() {
    return numbers.values();
  }

  /**
   * How many rows of the morsel each group has; null where there are many groups or few rows. Not
   * changed.
   */
  int @Nullable [] sizes() {
    if (sizes == null && count <= FEW && rows() >= LEAST_ROWS) {
      sizes = Kernels.active().group().sizes(segment(), count, rows());
    }
    return sizes;
  }
}
