package dev.quern.engine.io.csv;

import ch.randelshofer.fastdoubleparser.JavaDoubleParser;
import dev.quern.engine.kernel.Kernels;

/**
 * FLOAT64, correctly rounded.
 *
 * <p>Up to 2^53, digits are exact as a double, and so is ten to the 22 and below: their quotient is
 * rounded once (Clinger, "How to Read Floating Point Numbers Accurately", 1990). That covers
 * numbers of up to 15 digits; the others go to FastDoubleParser (Lemire, "Number Parsing at a
 * Gigabyte per Second", 2021).
 */
final class DoubleParser extends ColumnParser {
  private static final long EXACT = 1L << 53;

  /** Powers of ten that are exact as doubles. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16
  };

  DoubleParser(int column, CsvDialect dialect, boolean strict) {
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
      int end = marks[mark + 1] - trailing;
      double value = simple(text, start, end);
      if (!Double.isNaN(value)) {
        target.setLong(slot + row - from, Double.doubleToRawLongBits(value));
      } else if (!field(rows, row, target, slot + row - from)) {
        return row;
      }
    }
    return Kernels.NONE;
  }

  /* Sign, 1 to 8 digits without a zero in front, point, 1 to 16 digits; NaN for all else. */
  private static double simple(byte[] text, int start, int end) {
    boolean negative = start < end && text[start] == '-';
    int first = negative ? start + 1 : start;
    int at = first;
    long digits = 0;
    int limit = Math.min(end, first + 9);
    while (at < limit && Digits.isDigit(text[at])) {
      digits = digits * 10 + (text[at] - '0');
      at++;
    }
    int whole = at - first;
    int scale = end - at - 1;
    if (whole == 0 || whole > 8 || scale == 0 || scale > 16) {
      return Double.NaN;
    }
    if (whole > 1 && text[first] == '0') {
      return Double.NaN;
    }
    if (scale > 0) {
      if (text[at] != '.' || whole + scale > 18) {
        return Double.NaN;
      }
      long fraction =
          scale <= 8 ? Digits.upTo8(text, at + 1, scale) : Digits.upTo16(text, at + 1, scale);
      if (fraction < 0) {
        return Double.NaN;
      }
      digits = digits * Digits.POWERS[scale] + fraction;
      if (digits > EXACT) {
        return Double.NaN;
      }
    }
    double value = scale > 0 ? digits / POWERS[scale] : digits;
    return negative ? -value : value;
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    double value = simple(text, start, end);
    if (Double.isNaN(value)) {
      double special = Decimals.special(text, start, end);
      if (special != 0) {
        value = special * Double.POSITIVE_INFINITY;
      } else if (Decimals.isNumber(text, start, end, strict)) {
        value = JavaDoubleParser.parseDouble(text, start, end - start);
      } else {
        return false;
      }
    }
    target.setLong(slot, Double.doubleToRawLongBits(value));
    return true;
  }
}
