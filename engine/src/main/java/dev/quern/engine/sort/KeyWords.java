package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Packs the sort keys of a run of rows into one unsigned word a row: for each column a bit that
 * tells nulls where there are some, and then as many bits as the range of its values takes, until
 * all keys or all 64 bits are used up.
 */
final class KeyWords implements AutoCloseable {
  /** A dictionary is ranked unless it has more values than this many times the rows. */
  private static final int RANKED_PER_ROW = 4;

  private final List<SortKey> keys;
  private final List<ColumnVector> columns = new ArrayList<>();
  private int bits;
  private int column;
  private int level;

  KeyWords(MemoryBudget budget, Batch batch, List<SortKey> keys) {
    this.keys = List.copyOf(keys);
    try {
      for (SortKey key : keys) {
        columns.add(comparable(budget, batch.column(key.column())));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private static ColumnVector comparable(MemoryBudget budget, ColumnVector column) {
    if (!column.isDictionary() || column.dictionary().length() / RANKED_PER_ROW > column.length()) {
      return Selections.flat(budget, column);
    }
    if (column.dictionary().length() == 0) {
      return Selections.flat(budget, column);
    }
    try (ColumnVector ranks = RowSorter.ranks(budget, column.dictionary())) {
      return Selections.decode(budget, column, ranks);
    }
  }

  /**
   * Writes the words of rows {@code rows[from]} to {@code rows[to - 1]} to the same places of
   * {@code words}; {@code spare} is scratch space of that size.
   *
   * @param firstColumn the key to begin with
   * @param firstLevel its level
   */
  void pack(
      MemorySegment rows,
      int from,
      int to,
      int firstColumn,
      int firstLevel,
      MemorySegment words,
      MemorySegment spare) {
    column = firstColumn;
    level = firstLevel;
    bits = 0;
    words.asSlice(8L * from, 8L * (to - from)).fill((byte) 0);
    while (column < keys.size() && bits < Long.SIZE) {
      if (!packLevel(rows, from, to, words, spare)) {
        return;
      }
    }
  }

  /** The low bits of the words in which they may differ. */
  int bits() {
    return bits;
  }

  /** Whether equal words are equal keys. */
  boolean isComplete() {
    return column == keys.size();
  }

  /** The key in which rows of equal words may differ. */
  int column() {
    return column;
  }

  /** The level of that key in which they may differ. */
  int level() {
    return level;
  }

  /** Packs the current level and moves on to the next; false if it did not fit whole. */
  private boolean packLevel(
      MemorySegment rows, int from, int to, MemorySegment words, MemorySegment spare) {
    SortKey key = keys.get(column);
    ColumnVector values = columns.get(column);
    boolean more = OrderWords.load(values, level, rows, from, to, spare);
    MemorySegment valid = values.validityOrAll();
    boolean nullable = !Bitmaps.isAllValid(valid);
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;
    int nulls = 0;
    for (int i = from; i < to; i++) {
      if (nullable && !Bitmaps.get(valid, Slots.int32(rows, i))) {
        nulls++;
      } else {
        long word = Slots.int64(spare, i);
        least = Math.min(least, word);
        greatest = Math.max(greatest, word);
      }
    }
    if (nulls == to - from) {
      nextColumn();
      return true;
    }
    if (nulls > 0) {
      appendNullBits(rows, from, to, valid, key.nullsFirst(), words);
      if (bits == Long.SIZE) {
        return false;
      }
    }
    int needed = Long.SIZE - Long.numberOfLeadingZeros(greatest - least);
    int room = Math.min(needed, Long.SIZE - bits);
    if (room > 0) {
      appendCodes(
          rows,
          from,
          to,
          nulls > 0 ? valid : Bitmaps.ALL_VALID,
          key.descending() ? greatest : least,
          key.descending(),
          needed,
          room,
          words,
          spare);
    }
    if (room < needed) {
      return false;
    }
    if (more) {
      level++;
    } else {
      nextColumn();
    }
    return true;
  }

  private void nextColumn() {
    column++;
    level = 0;
  }

  private void appendNullBits(
      MemorySegment rows,
      int from,
      int to,
      MemorySegment valid,
      boolean nullsFirst,
      MemorySegment words) {
    for (int i = from; i < to; i++) {
      boolean upper = Bitmaps.get(valid, Slots.int32(rows, i)) == nullsFirst;
      Slots.setInt64(words, i, (Slots.int64(words, i) << 1) | (upper ? 1 : 0));
    }
    bits++;
  }

  /** Appends the upper {@code room} of {@code needed} bits of each value's distance to the base. */
  private void appendCodes(
      MemorySegment rows,
      int from,
      int to,
      MemorySegment valid,
      long base,
      boolean descending,
      int needed,
      int room,
      MemorySegment words,
      MemorySegment spare) {
    boolean nullable = !Bitmaps.isAllValid(valid);
    for (int i = from; i < to; i++) {
      long word = Slots.int64(spare, i);
      long code = descending ? base - word : word - base;
      if (nullable && !Bitmaps.get(valid, Slots.int32(rows, i))) {
        code = 0;
      }
      long upper = room == Long.SIZE ? 0 : Slots.int64(words, i) << room;
      Slots.setInt64(words, i, upper | (code >>> (needed - room)));
    }
    bits += room;
  }

  @Override
  public void close() {
    columns.forEach(ColumnVector::close);
  }
}
