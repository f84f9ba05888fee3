package dev.quern.engine.io.csv;

/** UINT64, which is only ever declared: digits. Beyond 64 bits is no value, never a wrapped one. */
final class UnsignedParser extends ColumnParser {
  private static final long LARGEST = Long.divideUnsigned(-1L, 10);
  private static final long LAST_DIGIT = Long.remainderUnsigned(-1L, 10);

  UnsignedParser(int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    if (!LongParser.isInteger(text, start, end, strict)) {
      return false;
    }
    long value = 0;
    for (int i = start + (LongParser.isSign(text[start]) ? 1 : 0); i < end; i++) {
      int digit = text[i] - '0';
      int order = Long.compareUnsigned(value, LARGEST);
      if (order > 0 || (order == 0 && digit > LAST_DIGIT)) {
        return false;
      }
      value = 10 * value + digit;
    }
    target.setLong(slot, value);
    return text[start] != '-' || value == 0;
  }
}
