package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** BINARY as {@code 0x} and two hexadecimal digits a byte. */
final class HexCells extends CellWriter {
  private static final int INLINE = 12;
  private static final String DIGITS = "0123456789abcdef";

  private MemorySegment[] heaps = {};

  HexCells(Field field, CsvDialect dialect) {
    super(field, dialect);
  }

  @Override
  protected void bindHeaps(ColumnVector flat) {
    heaps = flat.heaps().segments();
  }

  @Override
  protected void writeValue(int slot, TextOutput output) {
    int n = values.get(INT, 16L * slot);
    boolean inline = n <= INLINE;
    MemorySegment source = inline ? values : heaps[values.get(INT, 16L * slot + 8)];
    long from = inline ? 16L * slot + 4 : values.get(INT, 16L * slot + 12);
    output.put("0x");
    for (int i = 0; i < n; i++) {
      byte b = source.get(ValueLayout.JAVA_BYTE, from + i);
      output.put((byte) DIGITS.charAt((b >> 4) & 0xf));
      output.put((byte) DIGITS.charAt(b & 0xf));
    }
  }
}
