package dev.quern.engine.io.json;

import dev.quern.engine.io.csv.Digits;
import java.util.Arrays;

/** Strings with escapes as the UTF-8 that they mean. */
final class JsonUnescape {
  private final JsonScanner scanner;
  private byte[] bytes = new byte[256 + Digits.SLACK];
  private int length;

  JsonUnescape(JsonScanner scanner) {
    this.scanner = scanner;
  }

  /**
   * Reads the string that begins at {@code from}, behind its quote, and has its first backslash at
   * {@code backslash}; returns the place behind its closing quote.
   */
  int string(byte[] text, int from, int backslash) {
    length = 0;
    append(text, from, backslash);
    int at = backslash;
    while (true) {
      byte b = text[at];
      if (b == '"') {
        return at + 1;
      }
      if (b == '\\') {
        at = escape(text, at);
      } else if (b >= 0 && b < ' ') {
        throw scanner.malformed(at, "a line end or control character in a string");
      } else {
        room(1);
        bytes[length++] = b;
        at++;
      }
    }
  }

  /** The bytes of the string read last, with slack behind them. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  private int escape(byte[] text, int at) {
    byte b = text[at + 1];
    if (b == 'u') {
      return unicode(text, at);
    }
    room(1);
    bytes[length++] =
        switch (b) {
          case '"', '\\', '/' -> b;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          default ->
              throw scanner.malformed(
                  at, "a backslash in a string that begins no escape: it is written twice");
        };
    return at + 2;
  }

  private int unicode(byte[] text, int start) {
    int at = start + 2;
    int codePoint = hex(text, at);
    at += 4;
    if (Character.isSurrogate((char) codePoint)) {
      boolean paired =
          Character.isHighSurrogate((char) codePoint) && text[at] == '\\' && text[at + 1] == 'u';
      int low = paired ? hex(text, at + 2) : 0;
      if (!Character.isLowSurrogate((char) low)) {
        throw scanner.malformed(start, "half of a pair of surrogates, which is no character");
      }
      codePoint = Character.toCodePoint((char) codePoint, (char) low);
      at += 6;
    }
    encode(codePoint);
    return at;
  }

  private int hex(byte[] text, int at) {
    int value = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = text[i] == '\n' ? -1 : Character.digit((char) (text[i] & 0xff), 16);
      if (digit < 0) {
        throw scanner.malformed(at - 2, "\\u is followed by four hexadecimal digits");
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private void encode(int c) {
    room(4);
    if (c < 0x80) {
      bytes[length++] = (byte) c;
      return;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    int lead = 0xf0 << (3 - more);
    bytes[length++] = (byte) (lead | c >> (6 * more));
    while (more-- > 0) {
      bytes[length++] = (byte) (0x80 | (c >> (6 * more) & 0x3f));
    }
  }

  private void append(byte[] text, int from, int to) {
    room(to - from);
    System.arraycopy(text, from, bytes, length, to - from);
    length += to - from;
  }

  private void room(int more) {
    if (bytes.length - Digits.SLACK - length < more) {
      bytes = Arrays.copyOf(bytes, 2 * (length + more) + Digits.SLACK);
    }
  }
}
