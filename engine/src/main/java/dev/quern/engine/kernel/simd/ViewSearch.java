package dev.quern.engine.kernel.simd;

import static dev.quern.engine.kernel.simd.Species.I8;
import static dev.quern.engine.kernel.simd.Species.LANES_8;
import static dev.quern.engine.kernel.simd.Species.LE;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.kernel.scalar.ByteSearch;
import dev.quern.engine.kernel.scalar.ViewBytes;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Substring search: a vector of places at a time is tried for the needle's first and its last byte,
 * and only where both stand are the bytes between them compared (Mula, "SIMD-friendly algorithms
 * for substring searching"). Short strings and the last places of a long one are searched by words.
 */
final class ViewSearch {

  private ViewSearch() {}

  static void contains(Views strings, byte[] needle, MemorySegment out, int n) {
    ByteSearch search = new ByteSearch(needle);
    MemorySegment views = strings.views();
    for (int row = 0; row < n; row += 64) {
      int end = Math.min(row + 64, n);
      long word = 0;
      for (int i = row; i < end; i++) {
        long first = Slots.low(views, i);
        int length = ViewBytes.length(first);
        if (length >= needle.length) {
          long second = Slots.high(views, i);
          MemorySegment segment = ViewBytes.segment(strings, first, second);
          long start = ViewBytes.offset(i, first, second);
          boolean holds =
              length < LANES_8
                  ? search.isIn(segment, start, length)
                  : isIn(segment, start, length, needle, search);
          word |= (holds ? 1L : 0L) << i;
        }
      }
      Bitmaps.setWord(out, row, word);
    }
  }

  private static boolean isIn(
      MemorySegment segment, long start, int length, byte[] needle, ByteSearch search) {
    int places = length - needle.length + 1;
    int i = 0;
    // both loads stay within the string, so within the segment
    for (; i + LANES_8 <= places; i += LANES_8) {
      if (anyAt(segment, start + i, needle)) {
        return true;
      }
    }
    return search.isIn(segment, start + i, length - i);
  }

  /** Whether the needle stands at one of a vector of places. */
  private static boolean anyAt(MemorySegment segment, long at, byte[] needle) {
    int last = needle.length - 1;
    long candidates =
        ByteVector.fromMemorySegment(I8, segment, at, LE)
                .compare(VectorOperators.EQ, needle[0])
                .toLong()
            & ByteVector.fromMemorySegment(I8, segment, at + last, LE)
                .compare(VectorOperators.EQ, needle[last])
                .toLong();
    for (; candidates != 0; candidates &= candidates - 1) {
      if (ViewBytes.matches(segment, at + Long.numberOfTrailingZeros(candidates), needle)) {
        return true;
      }
    }
    return false;
  }
}
