package dev.quern.engine.function.text;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Code points in valid UTF-8. */
public final class Utf8 {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private static final long TOP_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Whether the first {@code length} bytes are ASCII. */
  static boolean isAscii(byte[] text, int length) {
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (((long) WORD.get(text, i) & TOP_BITS) != 0) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (text[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Bytes of the code point that begins with {@code first}. */
  static int width(byte first) {
    if (first >= 0) {
      return 1;
    }
    return first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
  }

  /** Whether {@code octet} is not the first byte of its code point. */
  static boolean continues(byte octet) {
    return (octet & 0xC0) == 0x80;
  }

  /** The code point at {@code at}. */
  static int codePoint(byte[] text, int at) {
    int first = text[at];
    return switch (width(text[at])) {
      case 1 -> first;
      case 2 -> ((first & 0x1F) << 6) | bits(text[at + 1]);
      case 3 -> ((first & 0x0F) << 12) | (bits(text[at + 1]) << 6) | bits(text[at + 2]);
      default ->
          ((first & 0x07) << 18)
              | (bits(text[at + 1]) << 12)
              | (bits(text[at + 2]) << 6)
              | bits(text[at + 3]);
    };
  }

  private static int bits(byte continuation) {
    return continuation & 0x3F;
  }

  /** Where the code point before {@code at} begins. */
  static int before(byte[] text, int at) {
    int start = at - 1;
    while (continues(text[start])) {
      start--;
    }
    return start;
  }

  /** How many code points there are in bytes {@code from} to {@code to}. */
  static int count(byte[] text, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += continues(text[i]) ? 0 : 1;
    }
    return count;
  }

  /** The offset that is {@code points} code points behind {@code from}; at most {@code length}. */
  static int skip(byte[] text, int from, int length, long points) {
    int at = from;
    for (long left = points; left > 0 && at < length; left--) {
      at += width(text[at]);
    }
    return Math.min(at, length);
  }

  /** The offset that is {@code points} code points before the end; at least 0. */
  static int skipBack(byte[] text, int length, long points) {
    int at = length;
    for (long left = points; left > 0 && at > 0; left--) {
      at = before(text, at);
    }
    return at;
  }

  /** Where {@code needle} occurs first in bytes {@code from} to {@code length}; -1 if nowhere. */
  public static int find(byte[] text, int from, int length, byte[] needle, int needleLength) {
    if (needleLength == 0) {
      return from;
    }
    byte first = needle[0];
    int last = length - needleLength;
    for (int at = from; at <= last; at++) {
      if (text[at] == first && matches(text, at, needle, needleLength)) {
        return at;
      }
    }
    return -1;
  }

  /** Where {@code needle} begins last before {@code to}, ending there at most; -1 if nowhere. */
  static int findLast(byte[] text, int to, byte[] needle, int needleLength) {
    for (int at = to - needleLength; at >= 0; at--) {
      if (matches(text, at, needle, needleLength)) {
        return at;
      }
    }
    return -1;
  }

  /** Whether the bytes of {@code needle} stand at {@code at}, where there are so many. */
  static boolean matches(byte[] text, int at, byte[] needle, int needleLength) {
    for (int i = 0; i < needleLength; i++) {
      if (text[at + i] != needle[i]) {
        return false;
      }
    }
    return true;
  }

  /** The code points of the first {@code length} bytes, into {@code out}; how many they are. */
  static int decode(byte[] text, int length, int[] out) {
    int count = 0;
    for (int at = 0; at < length; at += width(text[at])) {
      out[count++] = codePoint(text, at);
    }
    return count;
  }
}
