package dev.quern.engine.io.csv;

/** The grammar of decimal numbers in text. */
final class Decimals {
  private Decimals() {}

  /**
   * Whether the bytes are a sign, digits with at most one point, and an exponent, of which only the
   * digits are required; strictly: no plus and no zero in front of another digit.
   */
  static boolean isNumber(byte[] text, int start, int end, boolean strict) {
    int at = start;
    if (at < end && LongParser.isSign(text[at])) {
      if (strict && text[at] == '+') {
        return false;
      }
      at++;
    }
    if (strict && end - at > 1 && text[at] == '0' && Digits.isDigit(text[at + 1])) {
      return false;
    }
    int whole = digits(text, at, end);
    at += whole;
    int fraction = 0;
    if (at < end && text[at] == '.') {
      fraction = digits(text, at + 1, end);
      at += 1 + fraction;
    }
    return whole + fraction > 0 && (at == end || isExponent(text, at, end));
  }

  private static boolean isExponent(byte[] text, int start, int end) {
    if ((text[start] | 0x20) != 'e') {
      return false;
    }
    int at = start + 1;
    if (at < end && LongParser.isSign(text[at])) {
      at++;
    }
    int digits = digits(text, at, end);
    return digits > 0 && at + digits == end;
  }

  private static int digits(byte[] text, int start, int end) {
    int at = start;
    while (at < end && Digits.isDigit(text[at])) {
      at++;
    }
    return at - start;
  }

  /**
   * NaN, 1 or -1 for the ways that not-a-number and the infinities are written by Java and by
   * Python; 0 for anything else.
   */
  static double special(byte[] text, int start, int end) {
    boolean signed = LongParser.isSign(text[start]);
    int from = signed ? start + 1 : start;
    if (is(text, from, end, "NaN") || is(text, from, end, "nan")) {
      return signed ? 0 : Double.NaN;
    }
    if (is(text, from, end, "Infinity") || is(text, from, end, "inf")) {
      return text[start] == '-' ? -1 : 1;
    }
    return 0;
  }

  /** Whether the bytes are those of an ASCII word. */
  static boolean is(byte[] text, int start, int end, String word) {
    if (end - start != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text[start + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
