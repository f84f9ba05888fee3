package dev.quern.engine.io.parquet.write;

/**
 * Parquet's hybrid of run-length encoding and bit-packing, for dictionary codes and for levels:
 * runs of {@code varint(count << 1), value} and of {@code varint(groups << 1 | 1)} with eight
 * values a group, packed from the least significant bit on.
 */
final class HybridEncoder {
  private static final int GROUP = 8;

  private HybridEncoder() {}

  /** The bits that codes below {@code count} need; at least one. */
  static int width(int count) {
    return Math.max(1, 32 - Integer.numberOfLeadingZeros(count - 1));
  }

  /** Appends the first {@code n} values, each below {@code 1 << width}. */
  static void encode(int[] values, int n, int width, GrowableBuffer out) {
    // Shorter runs than this cost more as a run of their own than packed.
    int shortest = Math.max(GROUP, (32 / width + GROUP - 1) & -GROUP);
    int at = 0;
    while (at < n) {
      int run = run(values, at, n, Integer.MAX_VALUE);
      if (run >= shortest || (at + run == n && run >= GROUP)) {
        out.putVarint((long) run << 1);
        for (int bits = 0; bits < width; bits += 8) {
          out.putByte(values[at] >>> bits);
        }
        at += run;
      } else {
        int end = at + GROUP;
        while (end < n && run(values, end, n, shortest) < shortest) {
          end += GROUP;
        }
        out.putVarint((((end - at) / GROUP) << 1) | 1);
        pack(values, at, Math.min(end, n), end - at, width, out);
        at = Math.min(end, n);
      }
    }
  }

  /** Appends the first {@code n} bits of {@code words} as values of width 1. */
  static void encodeBits(long[] words, int n, GrowableBuffer out) {
    int whole = n >>> 3;
    int at = 0;
    while (at < whole) {
      int run = byteRun(words, at, whole);
      if (run >= 4) {
        int value = byteAt(words, at) & 1;
        boolean toTheEnd = at + run == whole && tailIs(words, n, value);
        out.putVarint((toTheEnd ? n - at * 8L : run * 8L) << 1);
        out.putByte(value);
        if (toTheEnd) {
          return;
        }
        at += run;
      } else {
        int end = at + 1;
        while (end < whole && byteRun(words, end, Math.min(whole, end + 4)) < 4) {
          end++;
        }
        out.putVarint(((long) (end - at) << 1) | 1);
        for (; at < end; at++) {
          out.putByte(byteAt(words, at));
        }
      }
    }
    if ((n & 7) != 0) {
      out.putVarint((1 << 1) | 1);
      out.putByte(byteAt(words, n >>> 3) & ((1 << (n & 7)) - 1));
    }
  }

  /** How many values from {@code at} on are equal, counted up to {@code enough}. */
  private static int run(int[] values, int at, int n, int enough) {
    int value = values[at];
    int end = at + 1;
    long stop = Math.min(n, (long) at + enough);
    while (end < stop && values[end] == value) {
      end++;
    }
    return end - at;
  }

  private static void pack(
      int[] values, int from, int to, int padded, int width, GrowableBuffer out) {
    out.room((long) padded * width / 8 + Long.BYTES);
    long word = 0;
    int filled = 0;
    for (int i = from; i < to; i++) {
      long value = values[i];
      word |= value << filled;
      filled += width;
      if (filled >= 64) {
        out.putLong(word);
        filled -= 64;
        word = filled == 0 ? 0 : value >>> (width - filled);
      }
    }
    // What the last group has too few of counts as zeros.
    int rest = filled + (padded - (to - from)) * width;
    while (rest > 0) {
      out.putByte((int) word);
      word >>>= 8;
      rest -= 8;
    }
  }

  private static int byteAt(long[] words, int index) {
    return (int) (words[index >>> 3] >>> ((index & 7) << 3)) & 0xff;
  }

  /** How many bytes from {@code at} on are all zeros or all ones; 0 when the first is mixed. */
  private static int byteRun(long[] words, int at, int end) {
    int value = byteAt(words, at);
    if (value != 0 && value != 0xff) {
      return 0;
    }
    int next = at + 1;
    while (next < end && byteAt(words, next) == value) {
      next++;
    }
    return next - at;
  }

  private static boolean tailIs(long[] words, int n, int value) {
    int mask = (1 << (n & 7)) - 1;
    return mask != 0 && (byteAt(words, n >>> 3) & mask) == (value == 0 ? 0 : mask);
  }
}
