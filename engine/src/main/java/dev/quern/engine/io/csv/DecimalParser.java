package dev.quern.engine.io.csv;

import dev.quern.engine.type.DecimalType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** DECIMAL, exact: more digits than the type has, before or behind the point, are no value. */
final class DecimalParser extends ColumnParser {
  private final DecimalType type;

  DecimalParser(DecimalType type, int column, CsvDialect dialect, boolean strict) {
    super(column, dialect, strict);
    this.type = type;
  }

  @Override
  boolean value(byte[] text, int start, int end, ColumnTarget target, int slot) {
    if (!Decimals.isNumber(text, start, end, strict)) {
      return false;
    }
    return isShort(text, start, end, target, slot) || big(text, start, end, target, slot);
  }

  /* Digits with at most a point, of which 18 at most come to stand in the unscaled number. */
  private boolean isShort(byte[] text, int start, int end, ColumnTarget target, int slot) {
    boolean negative = text[start] == '-';
    long unscaled = 0;
    int digits = 0;
    int scale = -1;
    for (int at = start + (LongParser.isSign(text[start]) ? 1 : 0); at < end; at++) {
      if (text[at] == '.') {
        scale = 0;
      } else if (Digits.isDigit(text[at]) && digits < 18) {
        unscaled = unscaled * 10 + (text[at] - '0');
        digits++;
        scale += scale < 0 ? 0 : 1;
      } else {
        return false;
      }
    }
    int missing = type.scale() - Math.max(0, scale);
    if (missing < 0 || digits + missing > Math.min(18, type.precision())) {
      return false;
    }
    long value = unscaled * Digits.POWERS[missing];
    value = negative ? -value : value;
    target.setDecimal(slot, value >> 63, value);
    return true;
  }

  private boolean big(byte[] text, int start, int end, ColumnTarget target, int slot) {
    BigDecimal value =
        new BigDecimal(new String(text, start, end - start, StandardCharsets.US_ASCII));
    // An exponent of millions would take as many digits to write out.
    if (Math.abs((long) value.scale()) > 10_000
        || value.precision() - (long) value.scale() > type.precision()) {
      return value.signum() == 0 && zero(target, slot);
    }
    BigInteger unscaled;
    try {
      unscaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY).unscaledValue();
    } catch (ArithmeticException e) {
      return false; // digits would be lost
    }
    if (unscaled.abs().compareTo(BigInteger.TEN.pow(type.precision())) >= 0) {
      return false;
    }
    target.setDecimal(slot, unscaled.shiftRight(64).longValue(), unscaled.longValue());
    return true;
  }

  private static boolean zero(ColumnTarget target, int slot) {
    target.setDecimal(slot, 0, 0);
    return true;
  }
}
