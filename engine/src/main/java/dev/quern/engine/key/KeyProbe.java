package dev.quern.engine.key;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread's way into a {@link KeyTable}: scratch space, and what it has learnt about the
 * dictionaries at hand. Works through rows in chunks that stay in the first-level cache.
 */
final class KeyProbe implements AutoCloseable {
  /** Rows worked on at a time. */
  static final int CHUNK = 2048;

  /** New keys in a chunk beyond which all its rows go through the hash table at once. */
  private static final int MOST_MISSES = 32;

  /** What becomes of keys that the table does not have. */
  private enum Mode {
    /** They are added. */
    ADD,
    /** They are absent. */
    FIND,
    /** They are absent, and so is every key with a null. */
    FIND_VALUES
  }

  private final KeyTable table;
  private final @Nullable DirectCache direct;
  private final List<DictionaryWords> dictionaries;
  /* Made when first needed: many probes are asked little. */
  private long[] first = {};
  private long[] second = {};
  private int[] hashes = {};
  private long[] words = {};

  /**
   * @param small whether keys may be small, so that it is worth looking whether they are
   */
  KeyProbe(KeyTable table, MemoryBudget budget, boolean small) {
    this.table = table;
    this.direct = small ? new DirectCache(budget, table.layout().columns()) : null;
    this.dictionaries =
        table.layout().types().stream().map(type -> new DictionaryWords(budget)).toList();
  }

  /** Writes the number of each row's key to {@code out}, having added new keys. */
  void number(List<ColumnVector> keys, int rows, MemorySegment out) {
    run(keys, rows, out, Mode.ADD);
  }

  /** Writes the number of each row's key to {@code out}, -1 for absent keys. */
  void known(List<ColumnVector> keys, int rows, MemorySegment out) {
    run(keys, rows, out, Mode.FIND);
  }

  /** Writes the number of each row's key to {@code out}, -1 for absent keys and for nulls. */
  void find(List<ColumnVector> keys, int rows, MemorySegment out) {
    run(keys, rows, out, Mode.FIND_VALUES);
  }

  private void run(List<ColumnVector> keys, int rows, MemorySegment out, Mode mode) {
    DirectCache cells = direct;
    DirectCache small = cells != null && rows > 0 && cells.prepare(keys, rows) ? cells : null;
    for (int from = 0; from < rows; from += CHUNK) {
      int n = Math.min(CHUNK, rows - from);
      if (small != null
          && (small.look(keys, from, n, out) || fill(small, keys, from, n, out, mode))) {
        continue;
      }
      hashed(keys, from, n, out, mode);
      if (small != null) {
        small.learn(from, n, out);
      }
    }
  }

  /**
   * Looks up the keys that the cells do not know, each once; false when that are too many, as in
   * the first rows. Rising keys, such as the hours of a log, bring one new key in a chunk.
   */
  private boolean fill(
      DirectCache small, List<ColumnVector> keys, int from, int n, MemorySegment out, Mode mode) {
    int misses = 0;
    for (int i = 0; i < n; i++) {
      int row = from + i;
      if (Slots.int32(out, row) != DirectCache.UNKNOWN) {
        continue;
      }
      int number = small.number(i);
      if (number == DirectCache.UNKNOWN) {
        if (++misses > MOST_MISSES) {
          return false;
        }
        hashed(keys, row, 1, out, mode);
        small.learn(i, Slots.int32(out, row));
      } else {
        Slots.setInt32(out, row, number);
      }
    }
    return true;
  }

  private void hashed(List<ColumnVector> keys, int from, int n, MemorySegment out, Mode mode) {
    makeRoom();
    int stride = table.words().stride();
    if (words.length < CHUNK * stride) {
      words = new long[CHUNK * stride];
    }
    Arrays.fill(words, 0, n * stride, 0L);
    for (int c = 0; c < keys.size(); c++) {
      load(keys.get(c), c, from, n, mode == Mode.ADD);
      MemorySegment valid = keys.get(c).validity();
      if (valid != null && mode != Mode.FIND_VALUES) {
        maskNulls(valid, c, from, n, stride);
      }
      table.layout().pack(c, n, stride, first, second, words);
    }
    if (mode == Mode.ADD) {
      table.words().insert(words, n, hashes, out, from);
    } else {
      table.words().find(words, n, hashes, out, from);
    }
    if (mode == Mode.FIND_VALUES) {
      dropNulls(keys, from, n, out);
    }
  }

  private void makeRoom() {
    if (first.length == 0) {
      first = new long[CHUNK];
      hashes = new int[CHUNK];
    }
  }

  /** The words of column {@code c}'s values go to {@link #first} and {@link #second}. */
  private void load(ColumnVector key, int c, int from, int n, boolean insert) {
    if (second.length == 0 && (key.isDictionary() || table.layout().isWide(c))) {
      second = new long[CHUNK];
    }
    if (key.isDictionary()) {
      DictionaryWords known = dictionaries.get(c);
      known.fit(key, this, c, insert);
      known.load(key, from, n, first, second);
    } else {
      loadFlat(key, c, from, n, insert, first, second);
    }
  }

  void loadFlat(ColumnVector key, int c, int from, int n, boolean insert, long[] low, long[] high) {
    if (key.type().isView()) {
      if (insert) {
        KeyLanes.interned(key, from, n, table.pool(c), low, high);
      } else {
        KeyLanes.found(key, from, n, table.pool(c), low, high);
      }
    } else if (table.layout().isWide(c)) {
      KeyLanes.decimals(key, from, n, low, high);
    } else {
      KeyLanes.narrow(key, from, n, low);
    }
  }

  private void maskNulls(MemorySegment valid, int c, int from, int n, int stride) {
    long flag = 1L << c;
    for (int i = 0; i < n; i++) {
      if (!Bitmaps.get(valid, (long) from + i)) {
        first[i] = 0;
        if (second.length > 0) {
          second[i] = 0;
        }
        words[(i + 1) * stride - 1] |= flag;
      }
    }
  }

  private static void dropNulls(List<ColumnVector> keys, int from, int n, MemorySegment out) {
    for (ColumnVector key : keys) {
      MemorySegment valid = key.validity();
      if (valid != null) {
        dropNulls(valid, from, n, out);
      }
    }
  }

  private static void dropNulls(MemorySegment valid, int from, int n, MemorySegment out) {
    for (int i = 0; i < n; i++) {
      if (!Bitmaps.get(valid, (long) from + i)) {
        out.set(KeyTable.INT, 4L * (from + i), KeyTable.ABSENT);
      }
    }
  }

  @Override
  public void close() {
    if (direct != null) {
      direct.close();
    }
    dictionaries.forEach(DictionaryWords::close);
  }
}
