package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.expr.Evaluator;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.RadixSort;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of each key of a table by one or two values, for joins that compare them by less and
 * greater: sorted by the first value, with the extremes of the second one over runs of 16 rows, of
 * 16 runs and so on. All rows of a key with a first value between two bounds and a second one
 * beyond another are found in time that grows with their number, and with the logarithm of that of
 * all rows.
 *
 * <pre>
 *   key       0                 | 1
 *   first     1  3  3  4  7  9  | 2 15 ...    sorted: bounds are a range of places
 *   second    8  5  9  4  8 20  | 3 17 ...
 *   extremes  [ 4 .. 20 ............ ] ...    runs without such a value are passed over
 * </pre>
 *
 * <p>Rows in which a value is null are left out: they compare with nothing. So are the rows of keys
 * with few of them, which are faster tested than found. Read-only, and read by several threads.
 */
final class RangeIndex implements AutoCloseable {
  private static final int SHIFT = 4;

  /** The rows of a key that need no index. */
  static final int FEW = 8;

  private final List<Expr> keys;
  private final Partners partners;
  private final List<RangeWords> words = new ArrayList<>();
  private final List<NativeBuffer> buffers = new ArrayList<>();
  private MemorySegment first = MemorySegment.NULL;
  private MemorySegment rows = MemorySegment.NULL;

  /** Where the places of each key begin. */
  private MemorySegment starts = MemorySegment.NULL;

  /** Of each level the second values or the least and the greatest of runs; none without them. */
  private final List<MemorySegment> least = new ArrayList<>();

  private final List<MemorySegment> greatest = new ArrayList<>();
  private int size;

  private RangeIndex(List<Expr> keys, Partners partners) {
    this.keys = List.copyOf(keys);
    this.partners = partners;
  }

  /**
   * An index of {@code table} by one or two expressions over its columns; null where no key has
   * more than {@link #FEW} rows.
   *
   * @param partners the rows by key, which stay owned by the caller and open meanwhile
   */
  static @Nullable RangeIndex of(
      MemoryBudget budget, Batch table, Partners partners, List<Expr> keys) {
    if (partners.mostRows() <= FEW) {
      return null;
    }
    RangeIndex index = new RangeIndex(keys, partners);
    List<ColumnVector> values = new ArrayList<>();
    try (Evaluator evaluator = new Evaluator(budget)) {
      for (Expr key : keys) {
        try (ColumnVector value = evaluator.evaluate(key, table)) {
          values.add(Selections.flat(budget, value));
          index.words.add(RangeWords.of(budget, values.getLast()));
        }
      }
      index.sort(budget, values, table.rows());
      return index;
    } catch (RuntimeException | Error e) {
      index.close();
      throw e;
    } finally {
      values.forEach(ColumnVector::close);
    }
  }

  /* By value first, and then, which is stable, by key. */
  private void sort(MemoryBudget budget, List<ColumnVector> values, int tableRows) {
    try (NativeBuffer owners = budget.allocate((long) Integer.BYTES * tableRows);
        RadixSort sort = new RadixSort(budget, tableRows)) {
      starts = room(budget, Integer.BYTES * (partners.keys() + 1L));
      for (int key = 0; key < partners.keys(); key++) {
        Slots.setInt32(starts, key, size);
        if (holds(key)) {
          load(key, values, owners.segment(), sort);
        }
      }
      Slots.setInt32(starts, partners.keys(), size);
      sort.sort(0, size, Long.SIZE);
      scatter(budget, owners.segment(), sort);
    }
    if (values.size() > 1) {
      extremes(budget, values.get(1));
    }
  }

  private void load(int key, List<ColumnVector> values, MemorySegment owners, RadixSort sort) {
    ColumnVector value = values.getFirst();
    for (int place = partners.start(key); place < partners.end(key); place++) {
      int row = partners.row(place);
      if (isWhole(values, row)) {
        // Words are signed, and the sort is not.
        Slots.setInt64(sort.words(), size, word(0, value, row) ^ Long.MIN_VALUE);
        Slots.setInt32(sort.rows(), size++, row);
        Slots.setInt32(owners, row, key);
      }
    }
  }

  private void scatter(MemoryBudget budget, MemorySegment owners, RadixSort sort) {
    first = room(budget, (long) Long.BYTES * size);
    rows = room(budget, (long) Integer.BYTES * size);
    try (NativeBuffer next = budget.allocate(Integer.BYTES * (partners.keys() + 1L))) {
      next.segment().copyFrom(starts);
      for (int i = 0; i < size; i++) {
        int row = Slots.int32(sort.rows(), i);
        int key = Slots.int32(owners, row);
        int place = Slots.int32(next.segment(), key);
        Slots.setInt32(next.segment(), key, place + 1);
        Slots.setInt64(first, place, Slots.int64(sort.words(), i) ^ Long.MIN_VALUE);
        Slots.setInt32(rows, place, row);
      }
    }
  }

  private static boolean isWhole(List<ColumnVector> values, int row) {
    for (ColumnVector value : values) {
      if (!Bitmaps.get(value.validityOrAll(), row)) {
        return false;
      }
    }
    return true;
  }

  private void extremes(MemoryBudget budget, ColumnVector second) {
    MemorySegment level = room(budget, (long) Long.BYTES * size);
    for (int place = 0; place < size; place++) {
      Slots.setInt64(level, place, word(1, second, Slots.int32(rows, place)));
    }
    least.add(level);
    greatest.add(level);
    for (int count = size; count > 1; ) {
      int runs = (count + (1 << SHIFT) - 1) >> SHIFT;
      MemorySegment low = room(budget, (long) Long.BYTES * runs);
      MemorySegment high = room(budget, (long) Long.BYTES * runs);
      for (int run = 0; run < runs; run++) {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (int i = run << SHIFT; i < Math.min(count, (run + 1) << SHIFT); i++) {
          min = Math.min(min, Slots.int64(least.getLast(), i));
          max = Math.max(max, Slots.int64(greatest.getLast(), i));
        }
        Slots.setInt64(low, run, min);
        Slots.setInt64(high, run, max);
      }
      least.add(low);
      greatest.add(high);
      count = runs;
    }
  }

  private MemorySegment room(MemoryBudget budget, long bytes) {
    NativeBuffer buffer = budget.allocate(bytes);
    buffers.add(buffer);
    return buffer.segment();
  }

  /** The value in {@code row} of a flat column, to be compared with a key, as a word of that. */
  long word(int key, ColumnVector column, int row) {
    return words.get(key).of(column, row);
  }

  /** What the rows are indexed by, over the table's columns. */
  List<Expr> keys() {
    return keys;
  }

  /** Whether the rows of {@code key} are in here. */
  boolean holds(int key) {
    return partners.end(key) - partners.start(key) > FEW;
  }

  /** The first place of {@code key}. */
  int start(int key) {
    return Slots.int32(starts, key);
  }

  /** The place behind the last one of {@code key}. */
  int end(int key) {
    return Slots.int32(starts, key + 1);
  }

  /**
   * The first of the places of one key from {@code from} to {@code to} whose first value is not
   * less than {@code word}; {@code to} if there is none.
   */
  int notLess(int from, int to, long word) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Slots.int64(first, middle) < word) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first of them whose first value is greater than {@code word}. */
  int greater(int from, int to, long word) {
    return word == Long.MAX_VALUE ? to : notLess(from, to, word + 1);
  }

  /** Adds all rows of a key that is not in here. */
  void untested(int key, Found found) {
    for (int place = partners.start(key); place < partners.end(key); place++) {
      found.add(partners.row(place));
    }
  }

  /** Adds the rows of the places from {@code from} to {@code to}. */
  void all(int from, int to, Found found) {
    for (int place = from; place < to && !found.isFull(); place++) {
      found.add(Slots.int32(rows, place));
    }
  }

  /** Adds those of them whose second value is in this relation to {@code word}. */
  void those(int from, int to, CompareOp relation, long word, Found found) {
    if (from < to) {
      int top = least.size() - 1;
      visit(top, 0, from, to, relation, word, found);
    }
  }

  private void visit(
      int level, int run, int from, int to, CompareOp relation, long word, Found found) {
    boolean mayHave =
        switch (relation) {
          case LT -> Slots.int64(least.get(level), run) < word;
          case LE -> Slots.int64(least.get(level), run) <= word;
          case GT -> Slots.int64(greatest.get(level), run) > word;
          default -> Slots.int64(greatest.get(level), run) >= word;
        };
    if (!mayHave) {
      return;
    }
    if (level == 0) {
      found.add(Slots.int32(rows, run));
      return;
    }
    int width = SHIFT * (level - 1);
    int begin = Math.max(run << SHIFT, from >> width);
    int end = Math.min((run + 1) << SHIFT, ((to - 1) >> width) + 1);
    for (int child = begin; child < end && !found.isFull(); child++) {
      visit(level - 1, child, from, to, relation, word, found);
    }
  }

  @Override
  public void close() {
    words.forEach(RangeWords::close);
    words.clear();
    buffers.forEach(NativeBuffer::close);
    buffers.clear();
  }

  /** Numbers of rows that were found; of those that are known to fit no more than are wanted. */
  static final class Found {
    private final int most;
    private int[] rows = new int[64];
    private int count;

    Found(int most) {
      this.most = most;
    }

    private boolean isFull() {
      return count == most;
    }

    private void add(int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
      }
      rows[count++] = row;
    }

    void clear() {
      count = 0;
    }

    /** In the order of the table. */
    void sort() {
      Arrays.sort(rows, 0, count);
    }

    int count() {
      return count;
    }

    int get(int index) {
      return rows[index];
    }
  }
}
