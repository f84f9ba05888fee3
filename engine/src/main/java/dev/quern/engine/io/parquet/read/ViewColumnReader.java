package dev.quern.engine.io.parquet.read;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.CategoryColumn;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/**
 * A column of texts or byte strings. A batch whose pages are all dictionary-encoded comes out as
 * codes into the chunk's dictionary, which all its batches share; any other as views into the pages
 * themselves, which live as long as a batch needs them. Those of a categorical become its codes.
 */
final class ViewColumnReader extends ColumnReader {
  private @Nullable ViewDictionary dictionary;
  private @Nullable DictionaryCodes codes;
  private @Nullable ViewValues values;
  private final @Nullable CategoryColumn categories;

  ViewColumnReader(ChunkSpec chunk, Context context) {
    super(chunk, context);
    this.categories =
        column().type() instanceof CategoricalType type
            ? new CategoryColumn(type, budget(), CorruptPage::new)
            : null;
  }

  @Override
  ColumnVector decode(int rows) {
    ColumnVector texts = decodeTexts(rows);
    return categories == null ? texts : categories.of(texts);
  }

  private ColumnVector decodeTexts(int rows) {
    int nulls = 0;
    int at = 0;
    while (at < rows) {
      int part = rowsInPage(rows - at);
      if (codes == null) {
        return decodeViews(rows, at, nulls);
      }
      nulls += decodeCodes(part, at);
      at += part;
    }
    return codesOf(rows, nulls);
  }

  /** What the values of {@code column} are as they come from the pages. */
  static DType type(ColumnSpec column) {
    return column.type() instanceof CategoricalType ? DType.UTF8 : column.type();
  }

  @Override
  void openDictionary(Page page) {
    checkDictionarySize(page);
    dictionary = ViewDictionary.of(column(), encodings(), page, budget());
  }

  @Override
  void openPage(Page page) {
    Encoding encoding = Encodings.of(page);
    codes = null;
    values = null;
    if (!Encodings.isDictionary(encoding)) {
      values = encodings().views(encoding, page);
      return;
    }
    ByteCursor in = new ByteCursor(page.bytes(), page.values());
    codes = new DictionaryCodes(in, entries().size());
  }

  @Override
  void skipValues(int count) {
    ViewValues current = values;
    if (current != null) {
      current.skip(count);
    } else if (codes != null) {
      codes.skip(count);
    }
  }

  @Override
  public void close() {
    super.close();
    ViewDictionary entries = dictionary;
    if (entries != null) {
      dictionary = null;
      entries.close();
    }
  }

  private ViewDictionary entries() {
    ViewDictionary entries = dictionary;
    if (entries == null) {
      throw new CorruptPage("the page holds indexes but the column chunk has no dictionary");
    }
    return entries;
  }

  /* Decodes rows of the current page into the scratch codes; returns how many are null. */
  private int decodeCodes(int rows, int at) {
    int present = readLevels(rows, at);
    DictionaryCodes current = codes;
    if (present > 0 && current != null) {
      current.read(present, scratch().codes(), at);
    }
    if (present < rows) {
      Spread.ints(scratch().codes(), scratch().validity(), at, rows, present);
    }
    return rows - present;
  }

  private ColumnVector codesOf(int rows, int nulls) {
    NativeBuffer out = budget().allocate(4L * rows);
    NativeBuffer valid = null;
    try {
      MemorySegment.copy(scratch().codes(), 0, out.segment(), Le.INT, 0, rows);
      valid = validity(rows, nulls);
      return ColumnVector.dictionary(rows, out, valid, entries().vector().retain());
    } catch (RuntimeException e) {
      out.close();
      if (valid != null) {
        valid.close();
      }
      throw e;
    }
  }

  /* A batch that is views from its first row, or that began as codes and cannot stay so. */
  private ColumnVector decodeViews(int rows, int coded, int nullsBefore) {
    NativeBuffer views = budget().allocate((long) Views.BYTES * rows);
    try (HeapList heaps = new HeapList()) {
      int nulls = nullsBefore;
      if (coded > 0) {
        flatten(coded, nullsBefore, views.segment(), heaps);
      }
      for (int at = coded; at < rows; ) {
        int part = rowsInPage(rows - at);
        nulls += decodePart(part, views.segment(), at, heaps);
        at += part;
      }
      NativeBuffer valid = validity(rows, nulls);
      return ColumnVector.views(type(column()), rows, views, valid, heaps.take());
    } catch (RuntimeException e) {
      views.close();
      throw e;
    }
  }

  private int decodePart(int rows, MemorySegment views, int at, HeapList heaps) {
    int present = readLevels(rows, at);
    ViewValues current = values;
    if (current != null) {
      current.read(present, views, at, heaps);
    } else if (codes != null && present > 0) {
      codes.read(present, scratch().codes(), 0);
      entries().gather(scratch().codes(), present, views, at, heaps);
    }
    if (present < rows) {
      Spread.slots(views, Views.BYTES, scratch().validity(), at, rows, present);
    }
    return rows - present;
  }

  /* The scratch codes of the first rows as views; a null row, whose code is 0, as an empty one. */
  private void flatten(int rows, int nulls, MemorySegment views, HeapList heaps) {
    entries().gather(scratch().codes(), rows, views, 0, heaps);
    if (nulls == 0) {
      return;
    }
    Bits validity = scratch().validity();
    for (int row = 0; row < rows; row++) {
      if (!validity.get(row)) {
        views.set(Le.LONG, (long) Views.BYTES * row, 0);
        views.set(Le.LONG, (long) Views.BYTES * row + 8, 0);
      }
    }
  }
}
