package dev.quern.engine.io.parquet.read;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import org.jspecify.annotations.Nullable;

/** A column of booleans: bits throughout. */
final class BooleanColumnReader extends ColumnReader {
  private @Nullable BitValues values;

  BooleanColumnReader(ChunkSpec chunk, Context context) {
    super(chunk, context);
  }

  @Override
  ColumnVector decode(int rows) {
    Bits booleans = scratch().booleans();
    booleans.clear(rows);
    int nulls = 0;
    for (int at = 0; at < rows; ) {
      int part = rowsInPage(rows - at);
      nulls += decodePart(part, booleans, at);
      at += part;
    }
    NativeBuffer out = budget().allocate(Bitmaps.byteSize(rows));
    try {
      booleans.store(out.segment(), rows);
      return ColumnVector.flat(DType.BOOL, rows, out, validity(rows, nulls));
    } catch (RuntimeException e) {
      out.close();
      throw e;
    }
  }

  @Override
  void openDictionary(Page dictionary) {
    throw new CorruptPage("booleans have a dictionary page");
  }

  @Override
  void openPage(Page page) {
    values = encodings().bits(page);
  }

  @Override
  void skipValues(int count) {
    BitValues current = values;
    if (current != null) {
      current.skip(count);
    }
  }

  private int decodePart(int rows, Bits booleans, int at) {
    int present = readLevels(rows, at);
    BitValues current = values;
    if (present == 0 || current == null) {
      return rows - present;
    }
    if (present == rows) {
      current.read(rows, booleans, at);
      return 0;
    }
    Bits packed = scratch().packed();
    packed.clear(present);
    current.read(present, packed, 0);
    booleans.spread(packed, scratch().validity(), at, rows);
    return rows - present;
  }
}
