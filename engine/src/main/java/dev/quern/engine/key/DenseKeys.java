package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Lanes;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.kernel.ReduceKernel;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The distinct integers of a column as a bitmap of their range, in which a key's rank leads to its
 * number: a perfect hash that needs no key to compare with (Jacobson, "Space-efficient static trees
 * and graphs", FOCS 1989).
 *
 * <pre>
 *   words    [ 64 bits ]      whether base + i is a key
 *   counts   [ bits before ]  4 bytes a word
 *   rows     [ row ]          by rank; left out where ranks are what is wanted
 * </pre>
 *
 * <p>Where every row has a key of its own, a key's number is its row; otherwise it is its rank.
 * Primary keys are dense, and where few of them are left, as behind a filter, the bitmap still fits
 * a cache and most rows of the probe side are turned away by its one bit. Any number of {@link
 * KeyFinder}s may read.
 */
public final class DenseKeys implements AutoCloseable {
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int CHUNK = 2048;

  /** Bits a row beyond which a hash table is smaller. */
  private static final long MOST_BITS = 128;

  private final long base;
  private final long width;
  private final NativeBuffer words;
  private final NativeBuffer counts;
  private final int size;
  private final boolean unique;
  private @Nullable NativeBuffer rows;

  private DenseKeys(MemoryBudget budget, ColumnVector keys, long base, long width) {
    this.base = base;
    this.width = width;
    int n = (int) ((width + 63) >>> 6);
    this.words = budget.allocateZeroed(8L * n);
    try {
      this.counts = budget.allocate(4L * n);
    } catch (RuntimeException e) {
      words.close();
      throw e;
    }
    boolean ascending = set(keys);
    this.size = count(n);
    this.unique = size == keys.length();
    if (unique && !ascending) {
      try {
        NativeBuffer byRank = budget.allocate(4L * size);
        rows = byRank;
        eachRank(keys, (row, rank) -> byRank.segment().set(INT, 4L * rank, row));
      } catch (RuntimeException e) {
        close();
        throw e;
      }
    }
  }

  /**
   * The keys of a column; null where it is none of integers (dates, timestamps and decimals of up
   * to 18 digits are) or they are scattered over more than 128 times as many values as there are
   * rows.
   */
  public static @Nullable DenseKeys of(MemoryBudget budget, ColumnVector keys) {
    if (!mayBeDense(keys)) {
      return null;
    }
    long least = extreme(keys, false);
    long width = width(least, extreme(keys, true));
    return isDense(width, keys) ? new DenseKeys(budget, keys, least, width) : null;
  }

  /** Whether {@link #of} gives any. */
  public static boolean fit(ColumnVector keys) {
    return mayBeDense(keys) && isDense(width(extreme(keys, false), extreme(keys, true)), keys);
  }

  private static boolean mayBeDense(ColumnVector keys) {
    return !keys.isDictionary()
        && KeyLayout.isInteger(keys.type())
        && keys.nullCount() < keys.length();
  }

  private static long extreme(ColumnVector keys, boolean greatest) {
    LaneType lane = Lanes.ofWidth(keys.type().byteWidth());
    ReduceKernel reduce = Kernels.active().reduce();
    return greatest
        ? reduce.max(lane, keys.values(), keys.validityOrAll(), keys.length())
        : reduce.min(lane, keys.values(), keys.validityOrAll(), keys.length());
  }

  /** How many integers there are from one to the other; 0 or less for more than a long counts. */
  private static long width(long least, long greatest) {
    return greatest - least < 0 ? 0 : greatest - least + 1;
  }

  private static boolean isDense(long width, ColumnVector keys) {
    return width > 0 && width <= MOST_BITS * keys.length();
  }

  /** How many distinct keys there are. */
  public int size() {
    return size;
  }

  /** Whether every row has a key of its own, which then has the row's number. */
  public boolean isUnique() {
    return unique;
  }

  /** Writes the rank of each row's key to {@code out}; {@link KeyTable#ABSENT} under a null. */
  public void ranks(ColumnVector keys, MemorySegment out) {
    if (keys.nullCount() > 0) {
      out.asSlice(0, 4L * keys.length()).fill((byte) KeyTable.ABSENT);
    }
    eachRank(keys, (row, rank) -> out.set(INT, 4L * row, rank));
  }

  /**
   * A reader for one thread, which takes scratch space of {@code budget} where keys come encoded.
   */
  public KeyFinder finder(MemoryBudget budget) {
    return new Finder(budget);
  }

  /* Sets the bits; returns whether the keys ascend, so that ranks are rows. */
  private boolean set(ColumnVector keys) {
    MemorySegment bitmap = words.segment();
    long[] chunk = new long[CHUNK];
    MemorySegment valid = keys.validityOrAll();
    boolean ascending = true;
    long before = Long.MIN_VALUE;
    for (int from = 0; from < keys.length(); from += CHUNK) {
      int n = Math.min(CHUNK, keys.length() - from);
      KeyLanes.narrow(keys, from, n, chunk);
      for (int i = 0; i < n; i++) {
        if (Bitmaps.get(valid, (long) from + i)) {
          long cell = chunk[i] - base;
          long at = cell >>> 6 << 3;
          bitmap.set(LONG, at, bitmap.get(LONG, at) | 1L << cell);
          ascending &= chunk[i] >= before;
          before = chunk[i];
        }
      }
    }
    return ascending;
  }

  private int count(int n) {
    MemorySegment bitmap = words.segment();
    MemorySegment before = counts.segment();
    int count = 0;
    for (int word = 0; word < n; word++) {
      before.set(INT, 4L * word, count);
      count += Long.bitCount(bitmap.get(LONG, 8L * word));
    }
    return count;
  }

  private interface RankWork {
    void accept(int row, int rank);
  }

  private void eachRank(ColumnVector keys, RankWork work) {
    long[] chunk = new long[CHUNK];
    MemorySegment valid = keys.validityOrAll();
    for (int from = 0; from < keys.length(); from += CHUNK) {
      int n = Math.min(CHUNK, keys.length() - from);
      KeyLanes.narrow(keys, from, n, chunk);
      for (int i = 0; i < n; i++) {
        if (Bitmaps.get(valid, (long) from + i)) {
          work.accept(from + i, rank(chunk[i] - base));
        }
      }
    }
  }

  private int rank(long cell) {
    long word = words.segment().get(LONG, cell >>> 6 << 3);
    int before = counts.segment().get(INT, cell >>> 6 << 2);
    return before + Long.bitCount(word & ((1L << cell) - 1));
  }

  @Override
  public void close() {
    words.close();
    counts.close();
    NativeBuffer byRank = rows;
    if (byRank != null) {
      byRank.close();
    }
  }

  private final class Finder implements KeyFinder {
    private final MemoryBudget budget;
    private final long[] chunk = new long[CHUNK];
    private final int[] hits = new int[CHUNK];

    Finder(MemoryBudget budget) {
      this.budget = budget;
    }

    @Override
    public void find(List<ColumnVector> keys, int n, MemorySegment numbers) {
      try (ColumnVector flat = Selections.flat(budget, keys.getFirst())) {
        MemorySegment valid = flat.validityOrAll();
        boolean all = flat.nullCount() == 0;
        for (int from = 0; from < n; from += CHUNK) {
          int count = Math.min(CHUNK, n - from);
          KeyLanes.narrow(flat, from, count, chunk);
          int found = hits(count, numbers, from);
          for (int h = 0; h < found; h++) {
            int i = hits[h];
            if (all || Bitmaps.get(valid, (long) from + i)) {
              numbers.set(INT, 4L * (from + i), number(rank(chunk[i] - base)));
            }
          }
        }
      }
    }

    /* Most keys of a probe side are often absent: they cost a bit each, and no branch. */
    private int hits(int n, MemorySegment numbers, int at) {
      MemorySegment bitmap = words.segment();
      int found = 0;
      for (int i = 0; i < n; i++) {
        long cell = chunk[i] - base;
        boolean inside = Long.compareUnsigned(cell, width) < 0;
        long bit = bitmap.get(LONG, (inside ? cell : 0) >>> 6 << 3) >>> cell & 1;
        hits[found] = i;
        found += inside ? (int) bit : 0;
        numbers.set(INT, 4L * (at + i), KeyTable.ABSENT);
      }
      return found;
    }

    private int number(int rank) {
      NativeBuffer byRank = rows;
      return byRank == null ? rank : byRank.segment().get(INT, 4L * rank);
    }

    @Override
    public void close() {}
  }
}
