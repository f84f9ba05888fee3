package dev.quern.engine.io.parquet.read;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.NativeBuffer;
import org.apache.parquet.format.Encoding;
import org.jspecify.annotations.Nullable;

/** A column of fixed-width values: comes out flat, dictionary-encoded pages included. */
final class FixedColumnReader extends ColumnReader {
  private final int width;
  private @Nullable FixedDictionary dictionary;
  private @Nullable FixedValues values;

  FixedColumnReader(ChunkSpec chunk, Context context) {
    super(chunk, context);
    this.width = column().type().byteWidth();
  }

  @Override
  ColumnVector decode(int rows) {
    NativeBuffer out = budget().allocate((long) rows * width);
    try {
      int nulls = 0;
      for (int at = 0; at < rows; ) {
        int part = rowsInPage(rows - at);
        nulls += decodePart(part, out, at);
        at += part;
      }
      return ColumnVector.flat(column().type(), rows, out, validity(rows, nulls));
    } catch (RuntimeException e) {
      out.close();
      throw e;
    }
  }

  @Override
  void openDictionary(Page page) {
    checkDictionarySize(page);
    try (NativeBuffer slots = budget().allocate((long) page.rows() * width)) {
      encodings().fixed(Encoding.PLAIN, page).read(page.rows(), slots.segment(), 0);
      dictionary = new FixedDictionary(slots.segment(), width, page.rows());
    }
  }

  @Override
  void openPage(Page page) {
    Encoding encoding = Encodings.of(page);
    if (!Encodings.isDictionary(encoding)) {
      values = encodings().fixed(encoding, page);
      return;
    }
    FixedDictionary entries = dictionary;
    if (entries == null) {
      throw new CorruptPage("the page holds indexes but the column chunk has no dictionary");
    }
    ByteCursor in = new ByteCursor(page.bytes(), page.values());
    values = new DictionaryFixed(in, entries, scratch().codes());
  }

  @Override
  void skipValues(int count) {
    FixedValues current = values;
    if (current != null) {
      current.skip(count);
    }
  }

  /* Decodes rows of the current page; returns how many are null. */
  private int decodePart(int rows, NativeBuffer out, int at) {
    int present = readLevels(rows, at);
    FixedValues current = values;
    if (present > 0 && current != null) {
      current.read(present, out.segment(), at);
    }
    if (present < rows) {
      Spread.slots(out.segment(), width, scratch().validity(), at, rows, present);
    }
    return rows - present;
  }
}
