package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;

/** UTF8 as it is, in quotes as told. */
final class TextCells extends CellWriter {
  private static final int INLINE = 12;

  private final TextQuoting quoting;
  private MemorySegment[] heaps = {};

  TextCells(Field field, CsvDialect dialect, TextQuoting quoting) {
    super(field, dialect);
    this.quoting = quoting;
  }

  @Override
  protected void bindHeaps(ColumnVector flat) {
    heaps = flat.heaps().segments();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    long head = values.get(LONG, 16L * slot);
    long tail = values.get(LONG, 16L * slot + 8);
    int n = (int) head;
    if (n <= INLINE) {
      byte[] room = output.room(2 * Long.BYTES);
      int at = output.position();
      Digits.LONGS.set(room, at, (head >>> 32) | (tail << 32));
      Digits.LONGS.set(room, at + Long.BYTES, tail >>> 32);
      quoting.finish(room, at, n, output);
    } else {
      quoting.write(heaps[(int) tail], tail >>> 32, n, output);
    }
  }
}
