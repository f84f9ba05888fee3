package dev.quern.engine.io.csv;

import dev.quern.engine.io.text.TextOutput;
import dev.quern.engine.type.Field;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** BINARY as {@code 0x} and two hexadecimal digits a byte. */
final class HexCells extends BytesCells {
  private static final String DIGITS = "0123456789abcdef";

  HexCells(Field field, CsvDialect dialect) {
    super(field, dialect);
  }

  @Override
  protected void writeBytes(MemorySegment source, long from, int n, TextOutput output) {
    output.put("0x");
    for (int i = 0; i < n; i++) {
      byte b = source.get(ValueLayout.JAVA_BYTE, from + i);
      output.put((byte) DIGITS.charAt((b >> 4) & 0xf));
      output.put((byte) DIGITS.charAt(b & 0xf));
    }
  }
}
