package dev.quern.engine.io.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Numbers with separators of their own: written anew as programs write them, and read as such by
 * the parser of the type.
 *
 * <p>Separators of thousands stand between two digits, and never behind the decimal separator;
 * strictly, there are one to three digits before the first and three behind each.
 */
final class NumberFormatParser extends ColumnParser {
  private final ColumnParser plain;
  private final byte decimal;
  private final byte[] thousands; // empty for none
  private byte[] number = new byte[64 + Digits.SLACK];

  NumberFormatParser(
      ColumnParser plain, CsvFormats formats, int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.plain = plain;
    this.decimal = (byte) formats.decimalSeparator();
    this.thousands =
        formats.thousandsSeparator() == CsvDialect.NONE
            ? new byte[0]
            : String.valueOf(formats.thousandsSeparator()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    int length = rewrite(text, start, end);
    return length > 0 && plain.value(number, 0, length, target, slot);
  }

  /* Into the scratch; returns the length, or -1 for what is no number. */
  private int rewrite(byte[] text, int start, int end) {
    if (number.length < end - start + Digits.SLACK) {
      number = new byte[2 * (end - start) + Digits.SLACK];
    }
    int length = 0;
    int digits = 0; // since the number's beginning or the last separator
    boolean grouped = false;
    boolean whole = true;
    for (int i = start; i < end; ) {
      byte b = text[i];
      if (Digits.isDigit(b)) {
        digits++;
      } else if (whole && isGroupEnd(text, i, end)) {
        if (digits == 0 || (strict && (grouped ? digits != 3 : digits > 3))) {
          return -1;
        }
        grouped = true;
        digits = 0;
        i += thousands.length;
        continue;
      } else if (b == decimal) {
        if (!whole || isBroken(grouped, digits)) {
          return -1;
        }
        whole = false;
        b = '.';
      } else if (b == '.') {
        return -1;
      } else if ((b | 0x20) == 'e') {
        if (whole && isBroken(grouped, digits)) {
          return -1;
        }
        whole = false;
      }
      number[length++] = b;
      i++;
    }
    return whole && isBroken(grouped, digits) ? -1 : length;
  }

  private boolean isBroken(boolean grouped, int digits) {
    return strict && grouped && digits != 3;
  }

  /* A separator with a digit behind it. */
  private boolean isGroupEnd(byte[] text, int at, int end) {
    int behind = at + thousands.length;
    return thousands.length > 0
        && behind < end
        && Digits.isDigit(text[behind])
        && Arrays.equals(text, at, behind, thousands, 0, thousands.length);
  }
}
