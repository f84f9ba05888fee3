package dev.quern.engine.agg;

import dev.quern.engine.ComputeException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.chunk.Values;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Words and the group of each, in the order in which they came. */
final class WordLog implements AutoCloseable {
  /** Bytes a row takes. */
  static final int ROW_BYTES = Integer.BYTES + Long.BYTES;

  private static final int MOST_ROWS = Integer.MAX_VALUE / Long.BYTES;

  private final MemoryBudget budget;
  private final GroupArray numbers;
  private final GroupArray words;
  private int rows;

  WordLog(MemoryBudget budget) {
    this.budget = budget;
    this.numbers = new GroupArray(budget, Integer.BYTES, 0);
    this.words = new GroupArray(budget, Long.BYTES, 0);
  }

  int rows() {
    return rows;
  }

  MemorySegment numbers() {
    return numbers.slots(rows);
  }

  MemorySegment words() {
    return words.slots(rows);
  }

  /** Appends the values of a morsel that are not null. */
  void addValues(DType type, ColumnVector values, Groups groups) {
    int n = groups.rows();
    int row = room(n);
    MemorySegment toNumbers = numbers.slots(row + n);
    MemorySegment toWords = words.slots(row + n);
    MemorySegment valid = values.validityOrAll();
    MemorySegment source = values.values();
    boolean all = Bitmaps.isAllValid(valid);
    for (int i = 0; i < n; i++) {
      // Written whether valid or not: the next one then takes the place of a null.
      Slots.setInt32(toNumbers, row, Slots.int32(groups.segment(), i));
      Slots.setInt64(toWords, row, Words.of(type, source, i));
      row += all || Bitmaps.get(valid, i) ? 1 : 0;
    }
    rows = row;
  }

  /** Appends the words of what {@link ByGroup#blobs} made, each for its row's group. */
  void addBlobs(ColumnVector blobs, Groups groups) {
    MemorySegment views = blobs.values();
    MemorySegment[] heaps = blobs.heaps().segments();
    for (int row = 0; row < blobs.length(); row++) {
      int length = (int) Slots.low(views, row);
      boolean inline = length <= Values.INLINE;
      long place = Slots.high(views, row);
      add(
          inline ? views : heaps[(int) place],
          inline ? 16L * row + 4 : place >>> 32,
          length / Long.BYTES,
          Slots.int32(groups.segment(), row));
    }
  }

  private void add(MemorySegment source, long offset, int count, int group) {
    int row = room(count);
    MemorySegment.copy(
        source,
        offset,
        words.slots(row + count),
        (long) Long.BYTES * row,
        (long) Long.BYTES * count);
    MemorySegment toNumbers = numbers.slots(row + count);
    for (int i = row; i < row + count; i++) {
      Slots.setInt32(toNumbers, i, group);
    }
    rows = row + count;
  }

  /** Appends rows of two columns. */
  void addRows(MemorySegment someNumbers, MemorySegment someWords, int count) {
    int row = room(count);
    MemorySegment.copy(
        someNumbers,
        0,
        numbers.slots(row + count),
        (long) Integer.BYTES * row,
        (long) Integer.BYTES * count);
    MemorySegment.copy(
        someWords, 0, words.slots(row + count), (long) Long.BYTES * row, (long) Long.BYTES * count);
    rows = row + count;
  }

  private int room(int more) {
    if (more > MOST_ROWS - rows) {
      throw new ComputeException(
          "a quantile, mode or distinct aggregate has more than %,d values in one partition: use"
                  .formatted(MOST_ROWS)
              + " more, smaller partitions");
    }
    return rows;
  }

  /** The words ordered by group, by counting; owned by the caller. */
  ByGroup byGroup(int groups) {
    MemorySegment numbersFrom = numbers();
    MemorySegment wordsFrom = words();
    NativeBuffer ends = budget.allocateZeroed((long) Integer.BYTES * (groups + 1));
    try {
      MemorySegment end = ends.segment();
      for (int row = 0; row < rows; row++) {
        int group = Slots.int32(numbersFrom, row);
        Slots.setInt32(end, group + 1, Slots.int32(end, group + 1) + 1);
      }
      for (int group = 0; group < groups; group++) {
        Slots.setInt32(end, group + 1, Slots.int32(end, group + 1) + Slots.int32(end, group));
      }
      NativeBuffer ordered = budget.allocate((long) Long.BYTES * rows);
      for (int row = 0; row < rows; row++) {
        int group = Slots.int32(numbersFrom, row);
        int at = Slots.int32(end, group);
        Slots.setInt64(ordered.segment(), at, Slots.int64(wordsFrom, row));
        Slots.setInt32(end, group, at + 1);
      }
      return new ByGroup(ordered, ends, groups);
    } catch (RuntimeException | Error e) {
      ends.close();
      throw e;
    }
  }

  long byteSize() {
    return numbers.byteSize() + words.byteSize();
  }

  @Override
  public void close() {
    numbers.close();
    words.close();
  }

  /**
   * The words of each group one behind the other.
   *
   * @param ends where each group's words end
   */
  record ByGroup(NativeBuffer words, NativeBuffer ends, int groups) implements AutoCloseable {

    int begin(int group) {
      return group == 0 ? 0 : end(group - 1);
    }

    int end(int group) {
      return Slots.int32(ends.segment(), group);
    }

    /** The words of each group as one BINARY; those of more than one are not copied. */
    ColumnVector blobs(MemoryBudget target) {
      NativeBuffer views = target.allocateZeroed(2L * Long.BYTES * groups);
      for (int group = 0; group < groups; group++) {
        int begin = begin(group);
        int length = Long.BYTES * (end(group) - begin);
        if (length == 0) {
          continue;
        }
        long first = Slots.int64(words.segment(), begin);
        if (length == Long.BYTES) {
          Slots.setWide(views.segment(), group, first >>> 32, (first << 32) | length);
        } else {
          // Heap 0, and where the words begin there.
          Slots.setWide(
              views.segment(), group, ((long) begin * Long.BYTES) << 32, (first << 32) | length);
        }
      }
      return ColumnVector.views(
          DType.BINARY, groups, views, null, Heaps.of(List.of(words.retain())));
    }

    @Override
    public void close() {
      words.close();
      ends.close();
    }
  }
}
