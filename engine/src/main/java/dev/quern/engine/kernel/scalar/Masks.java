package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import java.lang.foreign.MemorySegment;

/** Replacement of the rows that a bitmap leaves out by a neutral value, in a block. */
final class Masks {

  private Masks() {}

  /** Sets the entries whose row, from {@code row} up, is not in {@code rows} to {@code neutral}. */
  static void clear(long[] block, MemorySegment rows, int row, int n, long neutral) {
    if (Bitmaps.isAllValid(rows)) {
      return;
    }
    for (int start = 0; start < n; start += 64) {
      long word = Bitmaps.word(rows, row + start);
      if (word != -1L) {
        int end = Math.min(start + 64, n);
        for (int i = start; i < end; i++) {
          block[i] = (word >>> i & 1) != 0 ? block[i] : neutral;
        }
      }
    }
  }

  /** The same for floats. */
  static void clear(double[] block, MemorySegment rows, int row, int n, double neutral) {
    if (Bitmaps.isAllValid(rows)) {
      return;
    }
    for (int start = 0; start < n; start += 64) {
      long word = Bitmaps.word(rows, row + start);
      if (word != -1L) {
        int end = Math.min(start + 64, n);
        for (int i = start; i < end; i++) {
          block[i] = (word >>> i & 1) != 0 ? block[i] : neutral;
        }
      }
    }
  }
}
