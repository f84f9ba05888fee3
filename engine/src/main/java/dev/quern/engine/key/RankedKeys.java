package dev.quern.engine.key;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The integer keys of a finished table as a bitmap of their range, in which a key's rank leads to
 * its number: a perfect hash that needs no key to compare with (Jacobson, "Space-efficient static
 * trees and graphs", FOCS 1989).
 *
 * <pre>
 *   words    [ 64 bits ]      whether base + i is a key
 *   counts   [ bits before ]  4 bytes a word
 *   numbers  [ number ]       by rank; left out where keys were added in ascending order
 * </pre>
 *
 * <p>Primary keys are dense, and where few of them are left, as behind a filter, the bitmap still
 * fits a cache and most rows of the probe side are turned away by its one bit. Any number of
 * threads may read.
 */
final class RankedKeys implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  /** Bits a key beyond which a hash table is smaller. */
  private static final long MOST_BITS = 128;

  private final long base;
  private final long width;
  private final NativeBuffer words;
  private final NativeBuffer counts;
  private final @Nullable NativeBuffer numbers;

  private RankedKeys(
      long base,
      long width,
      NativeBuffer words,
      NativeBuffer counts,
      @Nullable NativeBuffer numbers) {
    this.base = base;
    this.width = width;
    this.words = words;
    this.counts = counts;
    this.numbers = numbers;
  }

  /**
   * The keys of these INT64 slots, all different, the {@code i}-th numbered {@code i}; null where
   * they are too scattered.
   *
   * @param bits how many low bits of a slot are the key, with its sign
   */
  static @Nullable RankedKeys of(MemoryBudget budget, MemorySegment keys, int size, int bits) {
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    boolean ascending = true;
    for (int i = 0; i < size; i++) {
      long key = key(keys, i, bits);
      ascending &= key > greatest || i == 0;
      least = Math.min(least, key);
      greatest = Math.max(greatest, key);
    }
    long width = greatest - least + 1;
    if (size == 0 || greatest - least < 0 || width <= 0 || width > MOST_BITS * size) {
      return null;
    }
    NativeBuffer words = null;
    NativeBuffer counts = null;
    try {
      int n = (int) ((width + 63) >>> 6);
      words = budget.allocateZeroed(8L * n);
      counts = budget.allocate(4L * n);
      set(keys, size, bits, least, words.segment());
      count(words.segment(), counts.segment(), n);
      NativeBuffer numbers = ascending ? null : budget.allocate(4L * size);
      RankedKeys ranked = new RankedKeys(least, width, words, counts, numbers);
      for (int i = 0; numbers != null && i < size; i++) {
        numbers.segment().set(INT, 4L * ranked.rank(key(keys, i, bits) - least), i);
      }
      return ranked;
    } catch (RuntimeException | Error e) {
      if (words != null) {
        words.close();
      }
      if (counts != null) {
        counts.close();
      }
      throw e;
    }
  }

  private static long key(MemorySegment keys, int i, int bits) {
    return keys.get(LONG, 8L * i) << (64 - bits) >> (64 - bits);
  }

  private static void set(MemorySegment keys, int size, int bits, long least, MemorySegment words) {
    for (int i = 0; i < size; i++) {
      long cell = key(keys, i, bits) - least;
      long at = cell >>> 6 << 3;
      words.set(LONG, at, words.get(LONG, at) | 1L << cell);
    }
  }

  private static void count(MemorySegment words, MemorySegment counts, int n) {
    int count = 0;
    for (int word = 0; word < n; word++) {
      counts.set(INT, 4L * word, count);
      count += Long.bitCount(words.get(LONG, 8L * word));
    }
  }

  private int rank(long cell) {
    long word = words.segment().get(LONG, cell >>> 6 << 3);
    int before = counts.segment().get(INT, cell >>> 6 << 2);
    return before + Long.bitCount(word & ((1L << cell) - 1));
  }

  /**
   * Writes the numbers of {@code n} keys to {@code out} from row {@code at} on; -1 if absent.
   *
   * @param hits scratch space for {@code n} rows
   */
  void find(long[] keys, int n, int[] hits, MemorySegment out, int at) {
    MemorySegment bitmap = words.segment();
    int found = 0;
    for (int i = 0; i < n; i++) {
      long cell = keys[i] - base;
      boolean inside = Long.compareUnsigned(cell, width) < 0;
      long bit = bitmap.get(LONG, (inside ? cell : 0) >>> 6 << 3) >>> cell & 1;
      hits[found] = i;
      found += inside ? (int) bit : 0;
      out.set(INT, 4L * (at + i), KeyTable.ABSENT);
    }
    NativeBuffer byRank = numbers;
    MemorySegment mapped = byRank == null ? null : byRank.segment();
    for (int h = 0; h < found; h++) {
      int i = hits[h];
      int rank = rank(keys[i] - base);
      out.set(INT, 4L * (at + i), mapped == null ? rank : mapped.get(INT, 4L * rank));
    }
  }

  /** Bytes held. */
  long byteSize() {
    return words.size() + counts.size() + (numbers == null ? 0 : numbers.size());
  }

  @Override
  public void close() {
    words.close();
    counts.close();
    if (numbers != null) {
      numbers.close();
    }
  }
}
