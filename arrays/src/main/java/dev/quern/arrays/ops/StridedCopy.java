package dev.quern.arrays.ops;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Copies boxes of elements between memory of any strides.
 *
 * <p>Axes that lie behind each other on both sides are joined. What is contiguous on both sides is
 * then copied in runs. A transposition, contiguous along one axis on either side, goes in squares
 * of {@value #SQUARE} by {@value #SQUARE} elements, whose lines stay in the cache; anything else
 * element by element.
 */
final class StridedCopy {
  private static final int SQUARE = 32;

  private final int width;
  private final MemorySegment source;
  private final MemorySegment target;
  private final int axes;
  /* Innermost axis first. */
  private final long[] lengths;
  private final long[] from;
  private final long[] to;

  private StridedCopy(int width, MemorySegment source, MemorySegment target, BlockPart part) {
    this.width = width;
    this.source = source;
    this.target = target;
    int rank = part.lengths().length;
    this.lengths = new long[rank + 1];
    this.from = new long[rank + 1];
    this.to = new long[rank + 1];
    int count = 0;
    for (int axis = rank - 1; axis >= 0; axis--) {
      long length = part.lengths()[axis];
      long fromStride = part.fromStrides()[axis];
      long toStride = part.toStrides()[axis];
      if (length == 1) {
        continue;
      }
      if (count > 0
          && fromStride == from[count - 1] * lengths[count - 1]
          && toStride == to[count - 1] * lengths[count - 1]) {
        lengths[count - 1] *= length;
      } else {
        lengths[count] = length;
        from[count] = fromStride;
        to[count] = toStride;
        count++;
      }
    }
    if (count == 0) {
      lengths[0] = 1;
      from[0] = 1;
      to[0] = 1;
      count = 1;
    }
    this.axes = count;
  }

  /** Copies {@code part}, elements of {@code width} bytes. */
  static void copy(int width, MemorySegment source, MemorySegment target, BlockPart part) {
    for (long length : part.lengths()) {
      if (length == 0) {
        return;
      }
    }
    new StridedCopy(width, source, target, part).run(part.from(), part.to());
  }

  private void run(long fromStart, long toStart) {
    int across = axes > 1 && to[0] == 1 && from[0] != 1 ? contiguousSourceAxis() : -1;
    long[] index = new long[axes];
    long outer = 1;
    for (int axis = 1; axis < axes; axis++) {
      outer *= axis == across ? 1 : lengths[axis];
    }
    for (long i = 0; i < outer; i++) {
      long source = fromStart;
      long target = toStart;
      for (int axis = 1; axis < axes; axis++) {
        source += index[axis] * from[axis];
        target += index[axis] * to[axis];
      }
      if (across > 0) {
        squares(source, target, across);
      } else {
        row(source, target, lengths[0]);
      }
      for (int axis = 1; axis < axes; axis++) {
        if (axis != across && ++index[axis] < lengths[axis]) {
          break;
        }
        index[axis] = 0;
      }
    }
  }

  private int contiguousSourceAxis() {
    for (int axis = 1; axis < axes; axis++) {
      if (from[axis] == 1) {
        return axis;
      }
    }
    return -1;
  }

  private void squares(long source, long target, int across) {
    for (long j = 0; j < lengths[across]; j += SQUARE) {
      long columns = Math.min(SQUARE, lengths[across] - j);
      for (long i = 0; i < lengths[0]; i += SQUARE) {
        long rows = Math.min(SQUARE, lengths[0] - i);
        for (long k = j; k < j + columns; k++) {
          elements(source + k + i * from[0], target + k * to[across] + i, rows);
        }
      }
    }
  }

  private void row(long source, long target, long count) {
    if (from[0] == 1 && to[0] == 1) {
      MemorySegment.copy(this.source, source * width, this.target, target * width, count * width);
    } else {
      elements(source, target, count);
    }
  }

  private void elements(long source, long target, long count) {
    switch (width) {
      case 1 -> bytes(source, target, count);
      case 2 -> shorts(source, target, count);
      case 4 -> ints(source, target, count);
      case 8 -> longs(source, target, count);
      default -> throw new IllegalStateException("elements of " + width + " bytes");
    }
  }

  private void bytes(long source, long target, long count) {
    for (long i = 0; i < count; i++) {
      byte value = this.source.get(ValueLayout.JAVA_BYTE, source + i * from[0]);
      this.target.set(ValueLayout.JAVA_BYTE, target + i * to[0], value);
    }
  }

  private void shorts(long source, long target, long count) {
    for (long i = 0; i < count; i++) {
      short value = this.source.getAtIndex(ValueLayout.JAVA_SHORT, source + i * from[0]);
      this.target.setAtIndex(ValueLayout.JAVA_SHORT, target + i * to[0], value);
    }
  }

  private void ints(long source, long target, long count) {
    for (long i = 0; i < count; i++) {
      int value = this.source.getAtIndex(ValueLayout.JAVA_INT, source + i * from[0]);
      this.target.setAtIndex(ValueLayout.JAVA_INT, target + i * to[0], value);
    }
  }

  private void longs(long source, long target, long count) {
    for (long i = 0; i < count; i++) {
      long value = this.source.getAtIndex(ValueLayout.JAVA_LONG, source + i * from[0]);
      this.target.setAtIndex(ValueLayout.JAVA_LONG, target + i * to[0], value);
    }
  }
}
