package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;

/** Writes the cells of a column of views, whose bytes stand in the view or in a heap. */
public abstract class BytesCells extends CellWriter {
  private static final int INLINE = 12;

  private MemorySegment[] heaps = {};

  protected BytesCells(Field field, CsvDialect dialect) {
    super(field, dialect);
  }

  @Override
  protected final void bindHeaps(ColumnVector flat) {
    heaps = flat.heaps().segments();
  }

  @Override
  protected final void writeValue(int slot, TextOutput output) {
    int n = values.get(INT, 16L * slot);
    if (n <= INLINE) {
      writeBytes(values, 16L * slot + 4, n, output);
    } else {
      int heap = values.get(INT, 16L * slot + 8);
      writeBytes(heaps[heap], values.get(INT, 16L * slot + 12), n, output);
    }
  }

  /** Writes the value that is {@code n} bytes of {@code source}. */
  protected abstract void writeBytes(MemorySegment source, long from, int n, TextOutput output);
}
