package dev.quern.engine.io.parquet.read;

import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;

/**
 * Views of values that lie in one buffer. Reads 12 bytes from where a value begins, however short
 * it is, which the slack behind every buffer allows.
 */
final class ViewWriter {
  private static final long[] FIRST = new long[Views.INLINE + 1];
  private static final long[] REST = new long[Views.INLINE + 1];

  static {
    for (int length = 0; length <= Views.INLINE; length++) {
      FIRST[length] = length >= 4 ? 0xFFFF_FFFFL : (1L << (8 * length)) - 1;
      int rest = Math.max(0, length - 4);
      REST[length] = rest == 8 ? -1L : (1L << (8 * rest)) - 1;
    }
  }

  private ViewWriter() {}

  /** Writes the view of a value of at most 12 bytes. */
  static void inline(MemorySegment from, long at, int length, MemorySegment views, int slot) {
    long first = from.get(Le.INT, at) & FIRST[length];
    views.set(Le.LONG, 16L * slot, length | first << 32);
    views.set(Le.LONG, 16L * slot + 8, from.get(Le.LONG, at + 4) & REST[length]);
  }

  /** Writes the view of a longer value, in the buffer of index {@code heap}. */
  static void pointer(
      MemorySegment from, int at, int length, int heap, MemorySegment views, int slot) {
    views.set(Le.LONG, 16L * slot, length | (long) from.get(Le.INT, at) << 32);
    views.set(Le.LONG, 16L * slot + 8, heap | (long) at << 32);
  }
}
