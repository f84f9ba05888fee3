package dev.quern.engine.io.ipc;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Values;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Which strings of a column are the first of their kind. Arrow lets a dictionary hold a value
 * twice; here equal values have equal codes, so the later ones give way to the first.
 */
final class DistinctViews {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final MemorySegment views;
  private final MemorySegment[] heaps;
  private final int[] slots;

  private DistinctViews(ColumnVector column) {
    this.views = column.values();
    this.heaps = column.heaps().segments();
    this.slots = new int[Math.max(2, Integer.highestOneBit(Math.max(1, column.length())) * 4)];
  }

  /** For every row the first row of the same value; views are as kernels want them. */
  static int[] firstRows(ColumnVector column) {
    DistinctViews seen = new DistinctViews(column);
    int[] first = new int[column.length()];
    for (int row = 0; row < first.length; row++) {
      first[row] = seen.firstLike(row);
    }
    return first;
  }

  private int firstLike(int row) {
    int mask = slots.length - 1;
    int at = hash(row) & mask;
    while (slots[at] != 0) {
      int other = slots[at] - 1;
      if (equal(row, other)) {
        return other;
      }
      at = (at + 1) & mask;
    }
    slots[at] = row + 1;
    return row;
  }

  private boolean equal(int row, int other) {
    if (views.get(LONG, 16L * row) != views.get(LONG, 16L * other)) {
      return false;
    }
    long tail = views.get(LONG, 16L * row + 8);
    long otherTail = views.get(LONG, 16L * other + 8);
    int length = views.get(INT, 16L * row);
    if (tail == otherTail || length <= Values.INLINE) {
      return tail == otherTail;
    }
    long from = tail >>> 32;
    long otherFrom = otherTail >>> 32;
    return MemorySegment.mismatch(
            heaps[(int) tail],
            from,
            from + length,
            heaps[(int) otherTail],
            otherFrom,
            otherFrom + length)
        < 0;
  }

  private int hash(int row) {
    long h = mix(views.get(LONG, 16L * row));
    long tail = views.get(LONG, 16L * row + 8);
    int length = views.get(INT, 16L * row);
    if (length <= Values.INLINE) {
      return (int) mix(h ^ tail);
    }
    MemorySegment heap = heaps[(int) tail];
    long from = tail >>> 32;
    long last = from + length - 8;
    for (long at = from; at < last; at += 8) {
      h = mix(h ^ heap.get(LONG, at));
    }
    return (int) mix(h ^ heap.get(LONG, last));
  }

  private static long mix(long value) {
    long product = (value ^ (value >>> 29)) * 0xd6e8feb86659fd93L;
    return product ^ (product >>> 32);
  }
}
