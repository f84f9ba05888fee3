package dev.quern.engine.io.parquet.read;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.InputFile;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * One column chunk decoded from front to back, a batch at a time, however its pages are cut. The
 * subclasses know the layout that comes out.
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
   */
  record Context(
      InputFile file,
      int rowGroup,
      MemoryBudget budget,
      Decompressors decompressors,
      Scratch scratch) {}

  private final ChunkSpec chunk;
  private final Context context;
  private final Encodings encodings;
  private final PageCursor pages;
  private boolean begun;
  private @Nullable Page page;
  private @Nullable HybridBits levels;
  private int pageRowsLeft;

  ColumnReader(ChunkSpec chunk, Context context) {
    this.chunk = chunk;
    this.context = context;
    this.encodings = new Encodings(chunk.column(), context.scratch(), context.budget());
    this.pages = new PageCursor(context.file(), chunk, context.budget(), context.decompressors());
  }

  /** The reader for the layout of the column's type. */
  static ColumnReader open(ChunkSpec chunk, Context context) {
    return switch (chunk.column().type().layout()) {
      case FIXED -> new FixedColumnReader(chunk, context);
      case BITMAP -> new BooleanColumnReader(chunk, context);
      case VIEW -> new ViewColumnReader(chunk, context);
    };
  }

  /**
   * The next {@code rows} rows, owned by the caller.
   *
   * @throws DataException when the file is broken, naming where
   */
  final ColumnVector read(int rows) {
    try {
      if (!begun) {
        begun = true;
        try (Page dictionary = pages.dictionary()) {
          if (dictionary != null) {
            openDictionary(dictionary);
          }
        }
      }
      if (column().optional()) {
        scratch().validity().clear(rows);
      }
      return decode(rows);
    } catch (CorruptPage | IndexOutOfBoundsException | ArithmeticException e) {
      throw new DataException(where() + ": " + e.getMessage(), e);
    } catch (UnsupportedDataException e) {
      throw new UnsupportedDataException(where() + ": " + e.getMessage(), e);
    }
  }

  /** Decodes {@code rows} rows. */
  abstract ColumnVector decode(int rows);

  /** Takes in the dictionary page, which comes before all data pages. */
  abstract void openDictionary(Page dictionary);

  /** Turns to the values of the next data page. */
  abstract void openPage(Page next);

  @Override
  public void close() {
    closePage();
    pages.close();
  }

  /** How many of the next {@code wanted} rows the current page has, at least one. */
  final int rowsInPage(int wanted) {
    if (pageRowsLeft == 0) {
      closePage();
      Page next = pages.next();
      page = next;
      levels = HybridBits.levels(next, column().optional());
      pageRowsLeft = next.rows();
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
    HybridBits current = levels;
    if (current == null || !column().optional()) {
      return rows;
    }
    return current.read(rows, scratch().validity(), at);
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

  private void closePage() {
    if (page != null) {
      page.close();
      page = null;
    }
  }

  private String where() {
    return "%s, row group %d, column '%s', page at byte %d"
        .formatted(context.file().path(), context.rowGroup(), column().name(), pages.pageStart());
  }
}
