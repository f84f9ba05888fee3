package dev.quern.engine.io.csv;

import dev.quern.engine.type.PrimitiveType;

/** Integers of up to 32 bits, with a sign or without, which are only ever declared. */
final class NarrowParser extends ColumnParser {
  private final PrimitiveType type;

  NarrowParser(PrimitiveType type, int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.type = type;
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    if (!LongParser.isInteger(text, start, end, strict)) {
      return false;
    }
    boolean negative = text[start] == '-';
    int at = start + (LongParser.isSign(text[start]) ? 1 : 0);
    while (end - at > 18 && text[at] == '0') {
      at++;
    }
    if (end - at > 18) {
      return false;
    }
    long value = Digits.upTo18(text, at, end - at);
    return store(negative ? -value : value, target, slot);
  }

  private boolean store(long value, ColumnTarget target, int slot) {
    switch (type.byteWidth()) {
      case 1 -> target.setByte(slot, (byte) value);
      case 2 -> target.setShort(slot, (short) value);
      default -> target.setInt(slot, (int) value);
    }
    int unused = 64 - 8 * type.byteWidth();
    long kept = type.isUnsigned() ? value << unused >>> unused : value << unused >> unused;
    return kept == value;
  }
}
