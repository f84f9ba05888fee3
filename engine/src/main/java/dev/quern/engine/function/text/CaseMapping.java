package dev.quern.engine.function.text;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.function.Row;
import dev.quern.engine.function.RowResult;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Upper and lower case by Unicode's simple mapping: a code point for a code point, in no language's
 * ways. ASCII goes eight bytes at a time.
 */
final class CaseMapping {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private static final long TOP_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;

  private CaseMapping() {}

  static void upper(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    int done = ascii(text, length, out, 'a', 'z');
    for (int at = done; at < length; at += Utf8.width(text[at])) {
      out.appendCodePoint(Character.toUpperCase(Utf8.codePoint(text, at)));
    }
  }

  static void lower(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    int done = ascii(text, length, out, 'A', 'Z');
    for (int at = done; at < length; at += Utf8.width(text[at])) {
      out.appendCodePoint(Character.toLowerCase(Utf8.codePoint(text, at)));
    }
  }

  /** The first letter or digit of each word in upper case, other letters in lower case. */
  static void initcap(Row in, RowResult out) {
    byte[] text = in.text(0);
    int length = in.length(0);
    boolean inWord = false;
    for (int at = 0; at < length; at += Utf8.width(text[at])) {
      int point = Utf8.codePoint(text, at);
      out.appendCodePoint(inWord ? Character.toLowerCase(point) : Character.toUpperCase(point));
      inWord = Character.isLetterOrDigit(point);
    }
  }

  /*
   * The letters from first to last in the other case, up to the first word that is not ASCII: how
   * many bytes that were. A byte's top bit tells of "at least first" and of "above last" when the
   * complements are added.
   */
  private static int ascii(byte[] text, int length, RowResult out, char first, char last) {
    byte[] target = out.reserve(length + 8);
    long atLeast = (0x80 - first) * ONES;
    long above = (0x7F - last) * ONES;
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      long word = (long) WORD.get(text, at);
      if ((word & TOP_BITS) != 0) {
        break;
      }
      WORD.set(target, at, word ^ letters(word, atLeast, above));
    }
    if (at + 8 > length) {
      for (; at < length && text[at] >= 0; at++) {
        boolean letter = text[at] >= first && text[at] <= last;
        target[at] = (byte) (letter ? text[at] ^ 0x20 : text[at]);
      }
    }
    out.size(at);
    return at;
  }

  /* 0x20 in each byte that is a letter of the range. */
  private static long letters(long word, long atLeast, long above) {
    return ((word + atLeast) & ~(word + above) & TOP_BITS) >>> 2;
  }
}
