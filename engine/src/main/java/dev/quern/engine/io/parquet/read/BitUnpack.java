package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;

/**
 * Unsigned integers of 0 to 32 bits, packed least significant bit first, into heap ints. Reads up
 * to 8 bytes behind the last value.
 */
final class BitUnpack {
  private BitUnpack() {}

  /** Unpacks {@code count} values of {@code width} bits, the first at bit {@code bit}. */
  static void unpack(MemorySegment in, long bit, int width, int count, int[] out, int at) {
    int to = at + count;
    int i = at;
    long next = bit;
    // Up to a byte's boundary, where whole groups begin.
    for (; i < to && (next & 7) != 0; i++, next += width) {
      out[i] = one(in, next, width);
    }
    int groups = (to - i) >>> 3;
    if (width <= 8) {
      groupsUpTo8(in, next >>> 3, width, groups, out, i);
    } else if (width <= 16) {
      groupsUpTo16(in, next >>> 3, width, groups, out, i);
    } else {
      groupsUpTo32(in, next, width, groups, out, i);
    }
    i += 8 * groups;
    next += 8L * groups * width;
    for (; i < to; i++, next += width) {
      out[i] = one(in, next, width);
    }
  }

  private static int one(MemorySegment in, long bit, int width) {
    long word = in.get(Le.LONG, bit >>> 3) >>> (bit & 7);
    return (int) (word & ((1L << width) - 1));
  }

  /* A group of eight values is `width` bytes, and fits a word. */
  private static void groupsUpTo8(
      MemorySegment in, long from, int width, int groups, int[] out, int at) {
    int mask = (1 << width) - 1;
    long p = from;
    for (int g = 0, o = at; g < groups; g++, o += 8, p += width) {
      long w = in.get(Le.LONG, p);
      out[o] = (int) w & mask;
      out[o + 1] = (int) (w >>> width) & mask;
      out[o + 2] = (int) (w >>> (2 * width)) & mask;
      out[o + 3] = (int) (w >>> (3 * width)) & mask;
      out[o + 4] = (int) (w >>> (4 * width)) & mask;
      out[o + 5] = (int) (w >>> (5 * width)) & mask;
      out[o + 6] = (int) (w >>> (6 * width)) & mask;
      out[o + 7] = (int) (w >>> (7 * width)) & mask;
    }
  }

  /* Half a group fits a word, also when it begins at bit 4 of a byte. */
  private static void groupsUpTo16(
      MemorySegment in, long from, int width, int groups, int[] out, int at) {
    int mask = (1 << width) - 1;
    int half = width >>> 1;
    int shift = (width & 1) << 2;
    long p = from;
    for (int g = 0, o = at; g < groups; g++, o += 8, p += width) {
      long w = in.get(Le.LONG, p);
      out[o] = (int) w & mask;
      out[o + 1] = (int) (w >>> width) & mask;
      out[o + 2] = (int) (w >>> (2 * width)) & mask;
      out[o + 3] = (int) (w >>> (3 * width)) & mask;
      long v = in.get(Le.LONG, p + half) >>> shift;
      out[o + 4] = (int) v & mask;
      out[o + 5] = (int) (v >>> width) & mask;
      out[o + 6] = (int) (v >>> (2 * width)) & mask;
      out[o + 7] = (int) (v >>> (3 * width)) & mask;
    }
  }

  private static void groupsUpTo32(
      MemorySegment in, long bit, int width, int groups, int[] out, int at) {
    long mask = (1L << width) - 1;
    long next = bit;
    for (int o = at; o < at + 8 * groups; o++, next += width) {
      out[o] = (int) (in.get(Le.LONG, next >>> 3) >>> (next & 7) & mask);
    }
  }
}
