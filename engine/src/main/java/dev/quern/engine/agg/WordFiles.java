package dev.quern.engine.agg;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Words and their groups on disk, in files by ranges of the words: a file holds a piece of each
 * group, and the files in turn are the pieces in ascending order. The ranges are those of a sample.
 * A file that is too large, because the sample was another kind of rows, is split again; a file of
 * one word need not be.
 */
final class WordFiles implements AutoCloseable {
  /** Rows to keep until they are worth adding. */
  static final int FEW_ROWS = 64 << 10;

  private static final int FILES = 32;
  private static final int SAMPLE = 4 << 10;
  private static final int BUFFER_ROWS = 2 << 10;
  private static final Schema SCHEMA =
      Schema.of(Field.of("group", DType.INT32), Field.of("word", DType.INT64));

  private final MemoryBudget budget;
  private final SpillSpace spill;
  private final long mostRows;
  private final long[] splitters;
  private final SpillFan files;
  private final GroupArray counts;
  private final int[][] numbers = new int[FILES][BUFFER_ROWS];
  private final long[][] words = new long[FILES][BUFFER_ROWS];
  private final int[] buffered = new int[FILES];

  private WordFiles(MemoryBudget budget, SpillSpace spill, long mostRows, long[] sample) {
    this.budget = budget;
    this.spill = spill;
    this.mostRows = mostRows;
    this.splitters = splitters(sample);
    this.files = new SpillFan(spill, budget, "values to fold", SCHEMA, FILES);
    this.counts = new GroupArray(budget, Long.BYTES, 0);
  }

  /** Files for rows like those of {@code log}, which are as many as fit into memory. */
  static WordFiles like(MemoryBudget budget, SpillSpace spill, WordLog log) {
    long[] sample = new long[Math.min(log.rows(), SAMPLE)];
    MemorySegment from = log.words();
    for (int i = 0; i < sample.length; i++) {
      sample[i] = Slots.int64(from, (int) ((long) i * log.rows() / sample.length));
    }
    return new WordFiles(budget, spill, Math.max(log.rows(), FEW_ROWS), sample);
  }

  /**
   * Borders between ranges of about as many rows. A word that fills more than a range is given one
   * of its own, so that however often it comes, there is a file of nothing else.
   */
  private static long[] splitters(long[] sample) {
    Arrays.sort(sample);
    long[] borders = new long[FILES - 1];
    int count = 0;
    for (int file = 1; file < FILES && sample.length > 0; file++) {
      long border = sample[(int) ((long) file * sample.length / FILES)];
      if (count == 0 || borders[count - 1] < border) {
        borders[count++] = border;
      } else if (borders[count - 1] == border && border < Long.MAX_VALUE) {
        borders[count++] = border + 1;
      }
    }
    return Arrays.copyOf(borders, count);
  }

  /** Adds all rows of {@code log}, which stays open. */
  void add(WordLog log) {
    MemorySegment fromNumbers = log.numbers();
    MemorySegment fromWords = log.words();
    for (int row = 0; row < log.rows(); row++) {
      int group = Slots.int32(fromNumbers, row);
      MemorySegment slots = counts.slots(group + 1);
      Slots.setInt64(slots, group, Slots.int64(slots, group) + 1);
      add(group, Slots.int64(fromWords, row));
    }
  }

  private void add(int group, long word) {
    int found = Arrays.binarySearch(splitters, word);
    int file = found < 0 ? -found - 1 : found + 1;
    int at = buffered[file]++;
    numbers[file][at] = group;
    words[file][at] = word;
    if (at + 1 == BUFFER_ROWS) {
      write(file);
    }
  }

  private void write(int file) {
    int count = buffered[file];
    NativeBuffer groups = budget.allocate((long) Integer.BYTES * count);
    MemorySegment.copy(numbers[file], 0, groups.segment(), Slots.INT32, 0, count);
    try (ColumnVector first = ColumnVector.flat(DType.INT32, count, groups, null)) {
      NativeBuffer values = budget.allocate((long) Long.BYTES * count);
      MemorySegment.copy(words[file], 0, values.segment(), Slots.INT64, 0, count);
      ColumnVector second = ColumnVector.flat(DType.INT64, count, values, null);
      try (Batch batch = Batch.of(SCHEMA, count, List.of(first.retain(), second))) {
        files.write(file, batch);
      }
    }
    buffered[file] = 0;
  }

  /** Gives everything to {@code fold}, and deletes the files. */
  void fold(WordReceiver fold, int groups) {
    MemorySegment slots = counts.slots(groups);
    for (int group = 0; group < groups; group++) {
      fold.expect(group, groups, Slots.int64(slots, group));
    }
    foldFiles(fold, groups);
  }

  private void foldFiles(WordReceiver fold, int groups) {
    for (int file = 0; file < FILES; file++) {
      if (buffered[file] > 0) {
        write(file);
      }
    }
    List<@Nullable SpooledBatches> written = files.finish();
    try {
      for (SpooledBatches file : written) {
        if (file != null) {
          fold(file, fold, groups);
        }
      }
    } finally {
      SpillFan.close(written);
    }
  }

  private void fold(SpooledBatches file, WordReceiver fold, int groups) {
    if (file.rows() <= mostRows) {
      try (WordLog log = new WordLog(budget)) {
        each(file, (group, word) -> log.addRows(group, word, (int) (word.byteSize() >>> 3)));
        ValuesState.fold(fold, log, groups, false);
      }
      return;
    }
    Sample sample = new Sample(file.rows());
    each(file, (_, word) -> sample.look(word));
    if (sample.least == sample.greatest) {
      each(
          file,
          (group, word) -> {
            try (WordLog log = new WordLog(budget)) {
              log.addRows(group, word, (int) (word.byteSize() >>> 3));
              ValuesState.fold(fold, log, groups, false);
            }
          });
      return;
    }
    try (WordFiles parts = new WordFiles(budget, spill, mostRows, sample.taken())) {
      each(
          file,
          (group, word) -> {
            for (int row = 0; row < word.byteSize() >>> 3; row++) {
              parts.add(Slots.int32(group, row), Slots.int64(word, row));
            }
          });
      parts.foldFiles(fold, groups);
    }
  }

  /** Takes the groups and words of some rows. */
  private interface Rows {
    void accept(MemorySegment numbers, MemorySegment words);
  }

  private void each(SpooledBatches file, Rows rows) {
    try (BatchReader reader = file.open(budget)) {
      for (Batch next = reader.next(); next != null; next = reader.next()) {
        try (Batch batch = next) {
          rows.accept(
              batch.column(0).values(),
              batch.column(1).values().asSlice(0, (long) Long.BYTES * batch.rows()));
        }
      }
    }
  }

  long byteSize() {
    return counts.byteSize();
  }

  @Override
  public void close() {
    counts.close();
    files.close();
  }

  /** Evenly spaced words of a file, the least and the greatest. */
  private static final class Sample {
    private final long every;
    private final long[] words = new long[SAMPLE];
    private long seen;
    private int count;
    long least = Long.MAX_VALUE;
    long greatest = Long.MIN_VALUE;

    Sample(long rows) {
      this.every = (rows + SAMPLE - 1) / SAMPLE;
    }

    void look(MemorySegment some) {
      for (int row = 0; row < some.byteSize() >>> 3; row++) {
        long word = Slots.int64(some, row);
        least = Math.min(least, word);
        greatest = Math.max(greatest, word);
        if (seen++ % every == 0) {
          words[count++] = word;
        }
      }
    }

    long[] taken() {
      return Arrays.copyOf(words, count);
    }
  }
}
