package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The keys of many rows that are all there, on their way to a {@link KeyTable}: its slots are
 * filled range by range, and several threads may do that at a time. A range is small enough for a
 * cache, so that it is faster even where one thread fills all of them.
 *
 * <pre>
 *   words    [ word 0 | word 1 ... ]   by row
 *   slots    [ hash | row + 1 ]        16 ranges: a key is in that of its hash
 *   numbers  [ row ]                   the first row with the same key, by row
 * </pre>
 *
 * <p>A key's number is the first row that has it, whoever fills which range and when. Rows with a
 * null in their key have none. A key whose range is full from its own slot to the end is put aside,
 * and comes into the slots when all are filled: so the ranges need not know of each other, and a
 * look-up that goes on to the next empty slot finds everything.
 */
public final class SparseKeys implements AutoCloseable {
  /** How many ranges there are. */
  public static final int RANGES = 16;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final int CHUNK = KeyProbe.CHUNK;

  /** Rows whose table fits a cache as a whole. */
  private static final int FEWEST_ROWS = 1 << 19;

  private static final long WEYL = 0x9E3779B97F4A7C15L;

  /** Rows that are looked at to tell whether there are many keys. */
  private static final int SAMPLE = 16 << 10;

  private final KeyLayout layout;
  private final int rows;
  private final int stride;
  private final int mask;
  private final NativeBuffer words;
  private final NativeBuffer slots;
  private final NativeBuffer numbers;

  private boolean placed;

  /** Of each range that is filled. */
  private final AtomicReferenceArray<@Nullable Filled> filled = new AtomicReferenceArray<>(RANGES);

  /**
   * What filling a range has left to do.
   *
   * @param aside keys that found no slot, as entries of slots, each once
   * @param repeats whether a key was there more than once
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Filled(long[] aside, boolean repeats) {}

  private SparseKeys(
      MemoryBudget budget,
      KeyLayout layout,
      List<ColumnVector> keys,
      int rows,
      NativeBuffer words) {
    this.layout = layout;
    this.rows = rows;
    this.stride = layout.words();
    this.words = words;
    int count = WordTable.slotsFor(rows);
    this.mask = count - 1;
    this.slots = budget.allocate(8L * count);
    try {
      this.numbers = budget.allocate(4L * rows);
    } catch (RuntimeException | Error e) {
      slots.close();
      throw e;
    }
    if (keys.stream().anyMatch(key -> key.nullCount() > 0)) {
      numbers.segment().fill((byte) KeyTable.ABSENT);
    }
  }

  /**
   * The keys of {@code rows} rows; null where a {@link KeyTable} is better filled key by key: by
   * few rows or with few keys, and by strings, which are kept in a pool.
   */
  public static @Nullable SparseKeys of(
      MemoryBudget budget, List<DType> types, List<ColumnVector> keys, int rows) {
    return of(budget, types, keys, rows, FEWEST_ROWS);
  }

  static @Nullable SparseKeys of(
      MemoryBudget budget, List<DType> types, List<ColumnVector> keys, int rows, int fewest) {
    if (rows < fewest
        || rows > WordTable.MOST_SLOTS / 4 * 3
        || types.stream().anyMatch(DType::isView)) {
      return null;
    }
    KeyLayout layout = new KeyLayout(types);
    NativeBuffer words = budget.allocate(8L * layout.words() * rows);
    try {
      load(budget, layout, keys, rows, words.segment());
      if (hasManyKeys(words.segment(), layout.words(), rows)) {
        return new SparseKeys(budget, layout, keys, rows, words);
      }
    } catch (RuntimeException | Error e) {
      words.close();
      throw e;
    }
    words.close();
    return null;
  }

  private static void load(
      MemoryBudget budget,
      KeyLayout layout,
      List<ColumnVector> keys,
      int rows,
      MemorySegment target) {
    int stride = layout.words();
    long[] low = new long[CHUNK];
    long[] high = new long[CHUNK];
    long[] packed = new long[CHUNK * stride];
    List<ColumnVector> flat = new ArrayList<>();
    try {
      keys.forEach(key -> flat.add(Selections.flat(budget, key)));
      for (int from = 0; from < rows; from += CHUNK) {
        int n = Math.min(CHUNK, rows - from);
        Arrays.fill(packed, 0L);
        for (int c = 0; c < flat.size(); c++) {
          if (layout.isWide(c)) {
            KeyLanes.decimals(flat.get(c), from, n, low, high);
          } else {
            KeyLanes.narrow(flat.get(c), from, n, low);
          }
          layout.pack(c, n, stride, low, high, packed);
        }
        MemorySegment.copy(packed, 0, target, LONG, 8L * stride * from, n * stride);
      }
    } finally {
      flat.forEach(ColumnVector::close);
    }
  }

  /* Of rows all over the place, at no equal distances: keys may come in turns. */
  private static boolean hasManyKeys(MemorySegment words, int stride, int rows) {
    int n = Math.min(SAMPLE, rows);
    long[] row = new long[stride];
    int[] hash = new int[1];
    int[] hashes = new int[n];
    for (int i = 0; i < n; i++) {
      long at = ((i * WEYL) >>> 1) % rows;
      MemorySegment.copy(words, LONG, 8L * stride * at, row, 0, stride);
      KeyHash.rows(row, stride, 1, hash);
      hashes[i] = hash[0];
    }
    return Arrays.stream(hashes).distinct().count() * 2 >= n;
  }

  /**
   * Fills a range of the slots. Nothing happens when it is filled already; begun anew after a
   * failure it gives the same.
   *
   * @param keys the key columns again
   */
  public void fill(List<ColumnVector> keys, int range) {
    if (filled.get(range) == null) {
      filled.set(range, new Filling(range).run(keys));
    }
  }

  /** Whether no key was there twice and none was null; all ranges must be filled. */
  public boolean isUnique(List<ColumnVector> keys) {
    boolean unique = keys.stream().allMatch(key -> key.nullCount() == 0);
    for (int range = 0; range < RANGES; range++) {
      unique &= !filled(range).repeats();
    }
    return unique;
  }

  /**
   * The number of each row's key, {@link KeyTable#ABSENT} for those with a null; all ranges must be
   * filled. Owned by this.
   */
  public MemorySegment numbers() {
    return numbers.segment();
  }

  /** The table of the keys, owned by the caller; all ranges must be filled. */
  public KeyTable table(MemoryBudget budget) {
    if (!placed) {
      place();
      placed = true;
    }
    WordTable table = new WordTable(budget, stride, rows, slots.retain(), words.retain());
    return new KeyTable(budget, layout, table);
  }

  /** Enters the keys that were put aside. */
  private void place() {
    MemorySegment all = slots.segment();
    for (int range = 0; range < RANGES; range++) {
      for (long entry : filled(range).aside()) {
        int slot = (int) (entry >>> 32) & mask;
        while (all.get(LONG, 8L * slot) != 0) {
          slot = (slot + 1) & mask;
        }
        all.set(LONG, 8L * slot, entry);
      }
    }
  }

  /** How many keys found no slot in the ranges that are filled. */
  int handedOver() {
    int count = 0;
    for (int range = 0; range < RANGES; range++) {
      Filled done = filled.get(range);
      count += done == null ? 0 : done.aside().length;
    }
    return count;
  }

  private Filled filled(int range) {
    Filled done = filled.get(range);
    if (done == null) {
      throw new IllegalStateException("range %d of the slots is not filled".formatted(range));
    }
    return done;
  }

  @Override
  public void close() {
    words.close();
    slots.close();
    numbers.close();
  }

  /** The filling of one range. */
  private final class Filling {
    private final int range;
    private final int length = (mask + 1) / RANGES;
    private final int shift = Integer.numberOfTrailingZeros(length);
    private final MemorySegment known = words.segment();
    private final MemorySegment numbered = numbers.segment();
    private final MemorySegment own;
    private long[] aside = {};
    private int asideCount;
    private boolean repeats;

    Filling(int range) {
      this.range = range;
      this.own = slots.segment().asSlice(8L * length * range, 8L * length);
    }

    Filled run(List<ColumnVector> keys) {
      own.fill((byte) 0);
      long[] chunk = new long[CHUNK * stride];
      int[] hashes = new int[CHUNK];
      int[] mine = new int[CHUNK];
      for (int from = 0; from < rows; from += CHUNK) {
        int n = Math.min(CHUNK, rows - from);
        MemorySegment.copy(known, LONG, 8L * stride * from, chunk, 0, n * stride);
        KeyHash.rows(chunk, stride, n, hashes);
        int count = select(hashes, n, mine);
        for (ColumnVector key : keys) {
          MemorySegment valid = key.validity();
          count = valid == null ? count : withoutNulls(valid, from, mine, count);
        }
        for (int i = 0; i < count; i++) {
          insert(hashes[mine[i]], from + mine[i]);
        }
      }
      return new Filled(Arrays.copyOf(aside, asideCount), repeats);
    }

    /* Without a branch that one row in sixteen would take. */
    private int select(int[] hashes, int n, int[] mine) {
      int count = 0;
      for (int i = 0; i < n; i++) {
        mine[count] = i;
        count += (hashes[i] & mask) >>> shift == range ? 1 : 0;
      }
      return count;
    }

    private int withoutNulls(MemorySegment valid, int from, int[] mine, int count) {
      int left = 0;
      for (int i = 0; i < count; i++) {
        int row = mine[i];
        mine[left] = row;
        left += Bitmaps.get(valid, (long) from + row) ? 1 : 0;
      }
      return left;
    }

    private void insert(int hash, int row) {
      int number = row;
      int slot = hash & (length - 1);
      while (true) {
        if (slot == length) {
          number = putAside(hash, row);
          break;
        }
        long entry = own.get(LONG, 8L * slot);
        if (entry == 0) {
          own.set(LONG, 8L * slot, entry(hash, row));
          break;
        }
        if (isKey(entry, hash, row)) {
          number = (int) entry - 1;
          break;
        }
        slot++;
      }
      numbered.set(INT, 4L * row, number);
      repeats |= number != row;
    }

    private int putAside(int hash, int row) {
      for (int i = 0; i < asideCount; i++) {
        if (isKey(aside[i], hash, row)) {
          return (int) aside[i] - 1;
        }
      }
      if (asideCount == aside.length) {
        aside = Arrays.copyOf(aside, Math.max(16, 2 * asideCount));
      }
      aside[asideCount++] = entry(hash, row);
      return row;
    }

    private static long entry(int hash, int row) {
      return (long) hash << 32 | (row + 1);
    }

    private boolean isKey(long entry, int hash, int row) {
      if ((int) (entry >>> 32) != hash) {
        return false;
      }
      long there = 8L * stride * ((int) entry - 1);
      long here = 8L * stride * row;
      long difference = 0;
      for (int w = 0; w < stride; w++) {
        difference |= known.get(LONG, there + 8L * w) ^ known.get(LONG, here + 8L * w);
      }
      return difference == 0;
    }
  }
}
