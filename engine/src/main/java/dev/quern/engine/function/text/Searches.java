package dev.quern.engine.function.text;

import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;

/** Where, how often and whether one text occurs in another. */
final class Searches {
  private Searches() {}

  /** The first code point of the first occurrence, from 1; 0 when there is none. */
  static void position(Row in, RowResult out) {
    byte[] text = in.text(0);
    int at = Utf8.find(text, 0, in.length(0), in.text(1), in.length(1));
    out.set(at < 0 ? 0L : Utf8.count(text, 0, at) + 1L);
  }

  /** Occurrences that do not overlap; the empty text has none. */
  static void count(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    byte[] needle = in.text(1);
    int size = in.length(1);
    long count = 0;
    if (size > 0) {
      for (int at = 0; (at = Utf8.find(text, at, length, needle, size)) >= 0; at += size) {
        count++;
      }
    }
    out.set(count);
  }

  static void contains(Row in, RowResult out) {
    out.set(Utf8.find(in.text(0), 0, in.length(0), in.text(1), in.length(1)) >= 0);
  }

  static void startsWith(Row in, RowResult out) {
    byte[] text = in.text(0);
    byte[] prefix = in.text(1);
    int size = in.length(1);
    out.set(size <= in.length(0) && Utf8.matches(text, 0, prefix, size));
  }

  static void endsWith(Row in, RowResult out) {
    byte[] text = in.text(0);
    byte[] suffix = in.text(1);
    int size = in.length(1);
    int from = in.length(0) - size;
    out.set(from >= 0 && Utf8.matches(text, from, suffix, size));
  }

  static void equalsIgnoreCase(Row in, RowResult out) {
    byte[] a = in.text(0);
    int aLength = in.length(0);
    byte[] b = in.text(1);
    int bLength = in.length(1);
    int i = 0;
    int j = 0;
    while (i < aLength && j < bLength) {
      if (folded(Utf8.codePoint(a, i)) != folded(Utf8.codePoint(b, j))) {
        out.set(false);
        return;
      }
      i += Utf8.width(a[i]);
      j += Utf8.width(b[j]);
    }
    out.set(i == aLength && j == bLength);
  }

  /* As String.equalsIgnoreCase: some letters differ in upper case only, some in lower case only. */
  private static int folded(int point) {
    return Character.toLowerCase(Character.toUpperCase(point));
  }

  static void isBlank(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    for (int at = 0; at < length; at += Utf8.width(text[at])) {
      if (!Character.isWhitespace(Utf8.codePoint(text, at))) {
        out.set(false);
        return;
      }
    }
    out.set(true);
  }

  static void isAscii(Row in, RowResult out) {
    out.set(Utf8.isAscii(in.text(0), in.length(0)));
  }
}
