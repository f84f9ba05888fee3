package dev.quern.engine.io.csv;

import java.util.HexFormat;

/** BINARY as {@code 0x} and two hexadecimal digits a byte: what the writer writes. */
final class HexParser extends ColumnParser {
  private byte[] bytes = new byte[256];

  HexParser(int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    int n = (end - start) / 2 - 1;
    if (n < 0 || (end - start) % 2 != 0 || text[start] != '0' || text[start + 1] != 'x') {
      return false;
    }
    if (bytes.length < n + Digits.SLACK) {
      bytes = new byte[2 * n + Digits.SLACK];
    }
    for (int i = 0; i < n; i++) {
      int high = text[start + 2 + 2 * i];
      int low = text[start + 3 + 2 * i];
      if (!HexFormat.isHexDigit(high) || !HexFormat.isHexDigit(low)) {
        return false;
      }
      bytes[i] = (byte) ((HexFormat.fromHexDigit(high) << 4) | HexFormat.fromHexDigit(low));
    }
    target.setBytes(slot, bytes, 0, n);
    return true;
  }
}
