package dev.quern.arrays.grid;

import java.util.Arrays;

/**
 * A walk over a region of an array in the runs that are contiguous both in the region's block and
 * in C order of the whole array: rows of the last axis, joined where whole axes lie behind each
 * other.
 */
public final class RowWalk {
  /** Longer runs are cut, so that cancelling is noticed and counts fit an int. */
  private static final long MOST = 1 << 16;

  private RowWalk() {}

  /** What is done with a run. */
  @FunctionalInterface
  public interface Run {

    /**
     * Takes {@code count} elements: from {@code position} in C order of the whole array, and from
     * {@code at} in C order of the region.
     */
    void take(long position, long at, int count);
  }

  /** Walks over the region of {@code whole} that begins at {@code start} and is {@code region}. */
  public static void walk(Shape whole, long[] start, Shape region, Run run) {
    if (region.size() == 0) {
      return;
    }
    long[] strides = whole.strides();
    int rank = whole.rank();
    int outer = rank;
    long length = 1;
    while (outer > 0 && (outer == rank || whole.length(outer) == region.length(outer))) {
      outer--;
      length *= region.length(outer);
    }
    long[] coordinates = Arrays.copyOf(start, rank);
    long at = 0;
    while (at < region.size()) {
      long position = 0;
      for (int axis = 0; axis < rank; axis++) {
        position += coordinates[axis] * strides[axis];
      }
      for (long done = 0; done < length; done += MOST) {
        run.take(position + done, at + done, (int) Math.min(MOST, length - done));
      }
      at += length;
      for (int axis = outer - 1; axis >= 0; axis--) {
        if (++coordinates[axis] < start[axis] + region.length(axis)) {
          break;
        }
        coordinates[axis] = start[axis];
      }
    }
  }
}
