package dev.quern.engine.io.parquet.read;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Nulls;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * One column chunk decoded from front to back, a batch at a time, however its pages are cut. The
 * subclasses know the layout that comes out. Of a nested column, their rows are slots: elements of
 * the innermost list, null or not.
 */
abstract sealed class ColumnReader implements AutoCloseable
    permits FixedColumnReader, BooleanColumnReader, ViewColumnReader {

  /**
   * What the columns of one row group share.
   *
   * @param file the open file
   * @param rowGroup which row group, for errors
   * @param budget pays for everything
   * @param decompressors contexts of the reader
   * @param scratch working memory of the reader
   * @param batchRows how many rows that is for
   * @param nested whether the column is below lists or structs
   */
  record Context(
      InputFile file,
      int rowGroup,
      MemoryBudget budget,
      Decompressors decompressors,
      Scratch scratch,
      int batchRows,
      boolean nested) {
    Context asNested() {
      return new Context(file, rowGroup, budget, decompressors, scratch, batchRows, true);
    }
  }

  private final ChunkSpec chunk;
  private final Context context;
  private final Encodings encodings;
  private final PageSource pages;
  private boolean begun;
  private long skipped;
  private int pageRowsLeft;

  ColumnReader(ChunkSpec chunk, Context context) {
    this.chunk = chunk;
    this.context = context;
    this.encodings = new Encodings(chunk.column(), context.scratch(), context.budget());
    PageCursor cursor =
        new PageCursor(context.file(), chunk, context.budget(), context.decompressors());
    this.pages =
        context.nested()
            ? new NestedPages(cursor, chunk.column().levels())
            : new FlatPages(cursor, chunk.column().levels());
  }

  /** The reader for the layout of the column's type. */
  static ColumnReader open(ChunkSpec chunk, Context context) {
    return switch (ViewColumnReader.type(chunk.column()).layout()) {
      case FIXED -> new FixedColumnReader(chunk, context);
      case BITMAP -> new BooleanColumnReader(chunk, context);
      case VIEW -> new ViewColumnReader(chunk, context);
      case SPAN, FIELDS -> throw new IllegalArgumentException(chunk.column() + " is no leaf");
    };
  }

  /**
   * The next {@code rows} rows of a column that is not nested, owned by the caller.
   *
   * @throws DataException when the file is broken, naming where
   */
  final ColumnVector read(int rows) {
    return located(
        () -> {
          begin();
          passOverRows();
          return decodeSlots(rows);
        });
  }

  /** The levels of the next {@code rows} rows of a nested column, valid until the next call. */
  final LevelRun advance(int rows) {
    if (!(pages instanceof NestedPages nested)) {
      throw new IllegalStateException(column() + " has no levels");
    }
    return located(
        () -> {
          begin();
          passOverRows(nested);
          return nested.advance(rows);
        });
  }

  /**
   * Passes over the next {@code rows} rows. It is done when rows behind them are read, so that a
   * column of which nothing is wanted any more costs nothing.
   */
  final void skip(long rows) {
    skipped += rows;
  }

  /** The slots of the rows whose levels were read last: {@code count} of them. */
  final ColumnVector readSlots(int count) {
    if (count == 0) {
      return Nulls.column(budget(), column().type(), 0);
    }
    // The scratch is as large as a batch, lists may have any number of elements.
    int most = context.batchRows();
    List<ColumnVector> parts = new ArrayList<>();
    try {
      for (int done = 0; done < count; done += most) {
        int part = Math.min(most, count - done);
        parts.add(located(() -> decodeSlots(part)));
      }
      return Batches.concat(budget(), column().type(), parts);
    } finally {
      parts.forEach(ColumnVector::close);
    }
  }

  private ColumnVector decodeSlots(int count) {
    if (column().optional()) {
      scratch().validity().clear(count);
    }
    return decode(count);
  }

  private void passOverRows() {
    while (skipped > 0) {
      if (pageRowsLeft == 0) {
        skipped -= pages.skip(skipped);
      }
      // Behind pages that were passed over whole comes one with more rows than are left to skip.
      long part = pageRowsLeft == 0 ? skipped : Math.min(skipped, pageRowsLeft);
      skipSlots(part);
      skipped -= part;
    }
  }

  private void passOverRows(NestedPages nested) {
    while (skipped > 0) {
      skipped -= nested.skip(skipped);
      if (skipped > 0) {
        int part = nested.rowsAhead((int) Math.min(skipped, context.batchRows()));
        skipSlots(nested.advance(part).slots(column().levels()));
        skipped -= part;
      }
    }
  }

  private void skipSlots(long count) {
    for (long left = count; left > 0; ) {
      int part = rowsInPage((int) Math.min(left, context.batchRows()));
      int present = readLevels(part, 0);
      if (present > 0) {
        skipValues(present);
      }
      left -= part;
    }
  }

  private void begin() {
    if (!begun) {
      begun = true;
      try (Page dictionary = pages.dictionary()) {
        if (dictionary != null) {
          openDictionary(dictionary);
        }
      }
    }
  }

  /** What {@code work} gives; its errors say where in the file they happened. */
  final <T> T located(Supplier<T> work) {
    try {
      return work.get();
    } catch (CorruptPage | IndexOutOfBoundsException | ArithmeticException e) {
      throw new DataException(where() + ": " + e.getMessage(), e);
    } catch (UnsupportedDataException e) {
      throw new UnsupportedDataException(where() + ": " + e.getMessage(), e);
    }
  }

  /** Decodes {@code rows} rows. */
  abstract ColumnVector decode(int rows);

  /** Passes over the next {@code count} values of the current page. */
  abstract void skipValues(int count);

  /** Takes in the dictionary page, which comes before all data pages. */
  abstract void openDictionary(Page dictionary);

  /** Turns to the values of the next data page. */
  abstract void openPage(Page next);

  @Override
  public void close() {
    pages.close();
  }

  /** How many of the next {@code wanted} rows the current page has, at least one. */
  final int rowsInPage(int wanted) {
    if (pageRowsLeft == 0) {
      Page next = pages.next();
      pageRowsLeft = pages.slots();
      openPage(next);
    }
    return Math.min(wanted, pageRowsLeft);
  }

  /**
   * Consumes the levels of {@code rows} rows of the current page: marks those that hold a value in
   * the scratch validity from {@code at} on and returns how many do.
   */
  final int readLevels(int rows, int at) {
    pageRowsLeft -= rows;
    return pages.read(rows, scratch().validity(), at);
  }

  /** The validity of a batch as a vector has it: null when nothing is null. */
  final @Nullable NativeBuffer validity(int rows, int nulls) {
    if (nulls == 0) {
      return null;
    }
    NativeBuffer bitmap = budget().allocate(Bitmaps.byteSize(rows));
    scratch().validity().store(bitmap.segment(), rows);
    return bitmap;
  }

  /** Refuses a dictionary that says it has more entries than its page can hold. */
  final void checkDictionarySize(Page dictionary) {
    int least = column().physical() == Type.BYTE_ARRAY ? 4 : column().storedWidth();
    int bytes = dictionary.values().size();
    if (dictionary.rows() > bytes / least) {
      throw new CorruptPage(
          "a dictionary of %d entries in %d bytes".formatted(dictionary.rows(), bytes));
    }
  }

  /** The decoders of this column's encodings. */
  final Encodings encodings() {
    return encodings;
  }

  final ColumnSpec column() {
    return chunk.column();
  }

  final MemoryBudget budget() {
    return context.budget();
  }

  final Scratch scratch() {
    return context.scratch();
  }

  private String where() {
    return "%s, row group %d, column '%s', page at byte %d"
        .formatted(context.file().path(), context.rowGroup(), column().name(), pages.pageStart());
  }
}
