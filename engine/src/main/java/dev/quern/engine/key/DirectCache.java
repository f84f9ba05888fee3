package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An array from small keys straight to their numbers: a perfect hash in front of the hash table.
 *
 * <p>It serves keys of which every column is dictionary-encoded, boolean, or an integer or date of
 * small range. A row's cell is {@code sum of (value - base + 1) * step} over the columns, where 0
 * stands for null and a dictionary's values are its codes. What a cell does not know yet, the hash
 * table answers, and the cell learns. So the cache may forget at any time, and does when a
 * dictionary changes or a range grows.
 */
final class DirectCache implements AutoCloseable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  /** Cells that are always worth it: 256 KiB. */
  private static final long FREE_CELLS = 1 << 16;

  /** Never more than this: 16 MiB. */
  private static final long MOST_CELLS = 1 << 22;

  /** Cells per row seen that larger arrays must be worth. */
  private static final long CELLS_PER_ROW = 4;

  /** The number of a key that no cell knows. */
  static final int UNKNOWN = -2;

  private final MemoryBudget budget;
  private final int columns;
  private final long[] base;
  private final long[] span;
  private final @Nullable Object[] dictionaries;
  private long[] lane = {};
  private int[] code = {};
  private int[] cell = {};
  private @Nullable NativeBuffer numbers;
  private long rowsSeen;

  /* So that keys which rise out of every range do not fill cells for a few rows again and again. */
  private long triedAgainAt;

  DirectCache(MemoryBudget budget, int columns) {
    this.budget = budget;
    this.columns = columns;
    this.base = new long[columns];
    this.span = new long[columns];
    this.dictionaries = new Object[columns];
  }

  /** Makes the cells fit for these rows; false if the keys are not small. */
  boolean prepare(List<ColumnVector> keys, int rows) {
    rowsSeen += rows;
    if (rowsSeen < triedAgainAt) {
      return false;
    }
    boolean same = numbers != null;
    for (int c = 0; c < columns; c++) {
      ColumnVector key = keys.get(c);
      if (!isSmallKind(key)) {
        return false;
      }
      same &= isKnownDictionary(c, key);
    }
    for (int c = 0; c < columns; c++) {
      ColumnVector key = keys.get(c);
      if (key.isDictionary()) {
        base[c] = 0;
        span[c] = key.dictionary().length() + 1L;
        dictionaries[c] = key.dictionary().identity();
      } else {
        if (dictionaries[c] != null) {
          dictionaries[c] = null;
          span[c] = 0;
        }
        IntegerRange range = IntegerRange.of(key, rows);
        if (range.width() > MOST_CELLS || range.width() <= 0) {
          return forget();
        }
        same &= widenTo(c, range);
      }
    }
    return same || allocate();
  }

  @SuppressWarnings("ReferenceEquality")
  private boolean isKnownDictionary(int c, ColumnVector key) {
    Object dictionary = key.isDictionary() ? key.dictionary().identity() : null;
    return dictionaries[c] == dictionary;
  }

  /** Makes column {@code c}'s cells span the range; true if they did. */
  private boolean widenTo(int c, IntegerRange range) {
    long first = range.least();
    long last = range.greatest();
    if (span[c] == 0) {
      base[c] = first;
      span[c] = range.width() + 1;
      return false;
    }
    long top = base[c] + span[c] - 2;
    if (first >= base[c] && last <= top) {
      return true;
    }
    // Room on the side that grew, so that rising keys do not empty the cache at every morsel.
    long slack = span[c];
    long bottom = first < base[c] ? Math.min(first, saturated(first, -slack)) : base[c];
    top = last > top ? Math.max(last, saturated(last, slack)) : top;
    base[c] = bottom;
    // From near the least integer to near the greatest the width overflows, and may look narrow.
    span[c] = top - bottom < 0 ? Long.MAX_VALUE : top - bottom + 2;
    return false;
  }

  private static long saturated(long value, long change) {
    long sum = value + change;
    return ((value ^ sum) & (change ^ sum)) < 0 ? value : sum;
  }

  private boolean allocate() {
    long limit = Math.clamp(CELLS_PER_ROW * rowsSeen, FREE_CELLS, MOST_CELLS);
    long cells = 1;
    for (int c = 0; c < columns; c++) {
      if (span[c] <= 0 || span[c] > limit || (cells *= span[c]) > limit) {
        return forget();
      }
    }
    NativeBuffer old = numbers;
    if (old == null || old.size() != 4 * cells) {
      if (old != null) {
        numbers = null;
        old.close();
      }
      numbers = budget.allocate(4 * cells);
    }
    if (lane.length == 0) {
      lane = new long[KeyProbe.CHUNK];
      code = new int[KeyProbe.CHUNK];
      cell = new int[KeyProbe.CHUNK];
    }
    fillUnknown(cells);
    return true;
  }

  private void fillUnknown(long cells) {
    MemorySegment table = table();
    for (long at = 0; at < 4 * cells; at += 4) {
      table.set(INT, at, UNKNOWN);
    }
  }

  private boolean forget() {
    triedAgainAt = 2 * rowsSeen;
    NativeBuffer old = numbers;
    numbers = null;
    if (old != null) {
      old.close();
    }
    for (int c = 0; c < columns; c++) {
      span[c] = 0;
      dictionaries[c] = null;
    }
    return false;
  }

  private MemorySegment table() {
    NativeBuffer live = numbers;
    if (live == null) {
      throw new IllegalStateException("no cells");
    }
    return live.segment();
  }

  /** Writes what is known of {@code n} rows to {@code out}; false if some row is unknown. */
  boolean look(List<ColumnVector> keys, int from, int n, MemorySegment out) {
    cells(keys, from, n);
    MemorySegment table = table();
    int least = 0;
    for (int i = 0; i < n; i++) {
      int number = table.get(INT, 4L * cell[i]);
      out.set(INT, 4L * (from + i), number);
      least = Math.min(least, number);
    }
    return least > UNKNOWN;
  }

  /** Remembers the numbers of the rows that {@link #look} was last asked about. */
  void learn(int from, int n, MemorySegment out) {
    MemorySegment table = table();
    for (int i = 0; i < n; i++) {
      table.set(INT, 4L * cell[i], out.get(INT, 4L * (from + i)));
    }
  }

  /** The number of the {@code i}-th row that {@link #look} was last asked about. */
  int number(int i) {
    return table().get(INT, 4L * cell[i]);
  }

  /** Remembers the number of the {@code i}-th of those rows. */
  void learn(int i, int number) {
    table().set(INT, 4L * cell[i], number);
  }

  private void cells(List<ColumnVector> keys, int from, int n) {
    int step = 1;
    for (int c = 0; c < columns; c++) {
      ColumnVector key = keys.get(c);
      MemorySegment valid = key.validity();
      if (valid == null && isFourBytes(key)) {
        MemorySegment.copy(key.values(), INT, 4L * from, code, 0, n);
        addCodes(c == 0, (int) (base[c] - 1), step, n);
        step *= (int) span[c];
        continue;
      }
      if (key.isDictionary()) {
        KeyLanes.integers(key.values(), Integer.BYTES, from, n, lane);
      } else {
        KeyLanes.narrow(key, from, n, lane);
      }
      if (valid == null) {
        addCells(c == 0, base[c] - 1, step, n);
      } else {
        addValidCells(c == 0, base[c] - 1, step, valid, from, n);
      }
      step *= (int) span[c];
    }
  }

  private static boolean isFourBytes(ColumnVector key) {
    return key.isDictionary()
        || (key.type().layout() != Layout.BITMAP && key.type().byteWidth() == Integer.BYTES);
  }

  /* Without a detour by words: a difference of two is right even where it wraps around. */
  private void addCodes(boolean first, int zero, int step, int n) {
    int[] codes = code;
    int[] sums = cell;
    if (first) {
      for (int i = 0; i < n; i++) {
        sums[i] = (codes[i] - zero) * step;
      }
    } else {
      for (int i = 0; i < n; i++) {
        sums[i] += (codes[i] - zero) * step;
      }
    }
  }

  private void addCells(boolean first, long zero, int step, int n) {
    if (first) {
      for (int i = 0; i < n; i++) {
        cell[i] = (int) (lane[i] - zero) * step;
      }
    } else {
      for (int i = 0; i < n; i++) {
        cell[i] += (int) (lane[i] - zero) * step;
      }
    }
  }

  private void addValidCells(
      boolean first, long zero, int step, MemorySegment valid, int from, int n) {
    for (int i = 0; i < n; i++) {
      int part = Bitmaps.get(valid, (long) from + i) ? (int) (lane[i] - zero) * step : 0;
      cell[i] = first ? part : cell[i] + part;
    }
  }

  private static boolean isSmallKind(ColumnVector key) {
    DType type = key.type();
    return key.isDictionary() || type.layout() == Layout.BITMAP || KeyLayout.isInteger(type);
  }

  @Override
  public void close() {
    forget();
  }
}
