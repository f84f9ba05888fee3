package dev.quern.engine.function.text;

/**
 * UTF-8 bytes as the characters that regular expressions look at: ASCII as it stands, anything else
 * decoded into an array that the next text uses again, with the byte that each character begins at.
 *
 * <p>Counts how often it is looked at, so that an expression that tries without end can be stopped.
 */
final class TextChars implements CharSequence {

  /** Thrown when the looks are used up; has no stack, as it is not an error. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted() {
      super(null, null, false, false);
    }
  }

  private byte[] bytes = new byte[0];
  private char[] chars = new char[0];
  private int[] starts = new int[0];
  private int length;
  private boolean ascii = true;
  private long looks;

  /** Sets the text, which may be looked at {@code newLooks} times. */
  void reset(byte[] text, int count, long newLooks) {
    looks = newLooks;
    bytes = text;
    ascii = Utf8.isAscii(text, count);
    length = ascii ? count : decode(text, count);
  }

  private int decode(byte[] text, int count) {
    if (starts.length < count + 1) {
      chars = new char[2 * count];
      starts = new int[2 * count + 1];
    }
    int n = 0;
    for (int at = 0; at < count; at += Utf8.width(text[at])) {
      int point = Utf8.codePoint(text, at);
      starts[n] = at;
      if (Character.isBmpCodePoint(point)) {
        chars[n++] = (char) point;
      } else {
        starts[n + 1] = at;
        chars[n++] = Character.highSurrogate(point);
        chars[n++] = Character.lowSurrogate(point);
      }
    }
    starts[n] = count;
    return n;
  }

  /** The byte at which the character {@code index} begins, or the end. */
  int byteAt(int index) {
    return ascii ? index : starts[index];
  }

  @Override
  public char charAt(int index) {
    if (--looks < 0) {
      throw new Exhausted();
    }
    return ascii ? (char) bytes[index] : chars[index];
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public CharSequence subSequence(int from, int to) {
    return toString().substring(from, to);
  }

  @Override
  public String toString() {
    char[] copy = new char[length];
    for (int i = 0; i < length; i++) {
      copy[i] = ascii ? (char) bytes[i] : chars[i];
    }
    return new String(copy);
  }
}
