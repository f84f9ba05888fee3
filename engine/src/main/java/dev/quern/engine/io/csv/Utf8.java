package dev.quern.engine.io.csv;

/** The check that bytes are well-formed UTF-8 (Unicode 16, table 3-7). */
public final class Utf8 {
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /**
   * Where the first malformed sequence between {@code from} and {@code to} begins; -1 when there is
   * none. ASCII is passed over eight bytes at a time.
   */
  public static int firstInvalid(byte[] text, int from, int to) {
    int at = from;
    while (at < to) {
      if (at + 8 <= to && (Digits.word(text, at) & HIGH_BITS) == 0) {
        at += 8;
      } else if (text[at] >= 0) {
        at++;
      } else {
        int length = sequence(text, at, to);
        if (length == 0) {
          return at;
        }
        at += length;
      }
    }
    return -1;
  }

  /* The length of the sequence of two bytes or more at a place; 0 when it is malformed. */
  private static int sequence(byte[] text, int at, int to) {
    int lead = text[at] & 0xff;
    if (lead < 0xc2 || lead > 0xf4) {
      return 0;
    }
    int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (at + length > to) {
      return 0;
    }
    int second = text[at + 1] & 0xff;
    // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
    int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    int most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((text[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
