package dev.quern.engine.io.parquet.read;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A bitmap under construction in heap words, least significant bit first: the validity of a batch,
 * or its booleans. Bits that were not set are zero.
 */
final class Bits {
  private final long[] words;

  /** Room for {@code rows} bits. */
  Bits(int rows) {
    words = new long[(rows >>> 6) + 2];
  }

  /** Makes the first {@code rows} bits zero again. */
  void clear(int rows) {
    Arrays.fill(words, 0, (rows >>> 6) + 2, 0);
  }

  /** The bit at {@code row}. */
  boolean get(int row) {
    return (words[row >>> 6] >>> row & 1) != 0;
  }

  /** The bit at {@code row} as 0 or 1. */
  long bit(int row) {
    return words[row >>> 6] >>> row & 1;
  }

  /** Sets {@code count} bits from {@code from} on. */
  void fill(int from, int count) {
    if (count == 0) {
      return;
    }
    int first = from >>> 6;
    int last = (from + count - 1) >>> 6;
    long head = -1L << from;
    long tail = -1L >>> (63 - (from + count - 1));
    if (first == last) {
      words[first] |= head & tail;
    } else {
      words[first] |= head;
      Arrays.fill(words, first + 1, last, -1L);
      words[last] |= tail;
    }
  }

  /**
   * Copies {@code count} bits that begin at bit {@code bit} of {@code source} to {@code at};
   * returns how many are ones. Reads up to 8 bytes behind the last one.
   */
  int copy(MemorySegment source, long bit, int at, int count) {
    int ones = 0;
    for (int done = 0; done < count; done += 64) {
      long word = load(source, bit + done);
      int rest = count - done;
      if (rest < 64) {
        word &= (1L << rest) - 1;
      }
      ones += Long.bitCount(word);
      put(at + done, word);
    }
    return ones;
  }

  /** Sets the bits from {@code at} on where the value of the same place is {@code wanted}. */
  void mark(int[] values, int wanted, int at, int count) {
    for (int done = 0; done < count; done += 64) {
      int part = Math.min(64, count - done);
      long word = 0;
      for (int i = 0; i < part; i++) {
        word |= (values[done + i] == wanted ? 1L : 0) << i;
      }
      put(at + done, word);
    }
  }

  /**
   * Sets the bits of the {@code rows} rows from {@code at} on that are valid, to the next bit of
   * {@code packed} each.
   */
  void spread(Bits packed, Bits validity, int at, int rows) {
    int next = 0;
    for (int row = at; row < at + rows; row++) {
      if (validity.get(row)) {
        words[row >>> 6] |= packed.bit(next++) << row;
      }
    }
  }

  /** Writes the bits of {@code rows} rows as Arrow has them. */
  void store(MemorySegment target, int rows) {
    MemorySegment.copy(words, 0, target, Le.LONG, 0, (rows + 63) >>> 6);
  }

  private void put(int at, long word) {
    int shift = at & 63;
    words[at >>> 6] |= word << shift;
    if (shift != 0) {
      words[(at >>> 6) + 1] |= word >>> (64 - shift);
    }
  }

  private static long load(MemorySegment source, long bit) {
    long at = bit >>> 3;
    int shift = (int) (bit & 7);
    long low = source.get(Le.LONG, at) >>> shift;
    return shift == 0 ? low : low | (long) source.get(Le.BYTE, at + 8) << (64 - shift);
  }
}
