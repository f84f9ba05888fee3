package dev.quern.engine.io.csv;

import dev.quern.engine.kernel.Kernels;

/** INT64: an optional sign and digits. Beyond 64 bits is no value, never a wrapped one. */
final class LongParser extends ColumnParser {

  LongParser(int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
  }

  @Override
  int parse(Rows rows, int from, int to, ColumnTarget target, int slot) {
    byte[] text = rows.text;
    int[] marks = rows.marks;
    int stride = rows.stride;
    int trailing = rows.trailing(column);
    int mark = from * stride + column;
    for (int row = from; row < to; row++, mark += stride) {
      int start = marks[mark] + 1;
      int n = marks[mark + 1] - trailing - start;
      int sign = text[start] == '-' ? 1 : 0;
      int first = start + sign;
      int digits = n - sign;
      // A zero in front is left to the careful way, unless it is all there is.
      if (digits > 0 && digits <= 16 && (text[first] > '0' || n == 1)) {
        long value =
            digits <= 8 ? Digits.upTo8(text, first, digits) : Digits.upTo16(text, first, digits);
        if (value >= 0) {
          target.setLong(slot + row - from, (value ^ -sign) + sign);
          continue;
        }
      }
      if (!field(rows, row, target, slot + row - from)) {
        return row;
      }
    }
    return Kernels.NONE;
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    if (!isInteger(text, start, end, strict)) {
      return false;
    }
    boolean negative = text[start] == '-';
    // Below zero there is room for one more than above.
    long value = 0;
    for (int i = start + (isSign(text[start]) ? 1 : 0); i < end; i++) {
      int digit = text[i] - '0';
      if (value < -922_337_203_685_477_580L) {
        return false;
      }
      value = value * 10 - digit;
      if (value > 0) {
        return false;
      }
    }
    if (!negative && value == Long.MIN_VALUE) {
      return false;
    }
    target.setLong(slot, negative ? value : -value);
    return true;
  }

  /** Whether the bytes are a sign and digits; strictly: no plus and no zero in front. */
  static boolean isInteger(byte[] text, int start, int end, boolean strict) {
    int at = start;
    if (at < end && isSign(text[at])) {
      if (strict && text[at] == '+') {
        return false;
      }
      at++;
    }
    if (at == end || (strict && text[at] == '0' && (end - at > 1 || at > start))) {
      return false;
    }
    for (; at < end; at++) {
      if (!Digits.isDigit(text[at])) {
        return false;
      }
    }
    return true;
  }

  static boolean isSign(byte b) {
    return b == '-' || b == '+';
  }
}
