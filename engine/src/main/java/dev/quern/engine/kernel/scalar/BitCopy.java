package dev.quern.engine.kernel.scalar;

import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import java.lang.foreign.MemorySegment;

/**
 * Copying of bit ranges at any offsets: the target is written word by word, each put together from
 * the two source words that it straddles. Reads and writes stay within the words that the two
 * ranges touch.
 */
final class BitCopy {

  private BitCopy() {}

  static void copy(MemorySegment source, long from, MemorySegment target, long to, int n) {
    long end = to + n;
    long bit = to;
    while (bit < end) {
      int shift = (int) (bit & 63);
      int count = (int) Math.min(64 - shift, end - bit);
      long mask = (count == 64 ? -1L : (1L << count) - 1) << shift;
      long word = bits(source, from + (bit - to), count) << shift;
      long offset = bit >>> 6 << 3;
      if (mask != -1L) {
        word = (target.get(Slots.INT64, offset) & ~mask) | (word & mask);
      }
      target.set(Slots.INT64, offset, word);
      bit += count;
    }
  }

  /**
   * The {@code count} bits, at most 64, from bit {@code from}; those above them may be anything.
   */
  private static long bits(MemorySegment source, long from, int count) {
    if (Bitmaps.isAllValid(source)) {
      return -1L;
    }
    int shift = (int) (from & 63);
    long offset = from >>> 6 << 3;
    long low = source.get(Slots.INT64, offset) >>> shift;
    return shift + count <= 64 ? low : low | source.get(Slots.INT64, offset + 8) << (64 - shift);
  }
}
