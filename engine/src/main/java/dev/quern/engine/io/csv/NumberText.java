package dev.quern.engine.io.csv;

import java.nio.charset.StandardCharsets;

/** Numbers as text, into an array that has room: no string on the way for all but odd doubles. */
public final class NumberText {
  /** The most characters that any number here takes. */
  public static final int MAX_LENGTH = 32;

  private static final byte[] PAIRS = new byte[200];
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };
  private static final long FIFTEEN_DIGITS = 1_000_000_000_000_000L;

  static {
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private NumberText() {}

  /** Writes an integer; returns where it ends. */
  static int put(long value, byte[] text, int at) {
    if (value == Long.MIN_VALUE) {
      return put(Long.toString(value), text, at);
    }
    int from = at;
    long rest = value;
    if (rest < 0) {
      text[from++] = '-';
      rest = -rest;
    }
    int length = digits(rest);
    putDigits(rest, length, text, from);
    return from + length;
  }

  /** Writes an unsigned integer; returns where it ends. */
  static int putUnsigned(long value, byte[] text, int at) {
    if (value >= 0) {
      return put(value, text, at);
    }
    int last = put(Long.divideUnsigned(value, 10), text, at);
    text[last] = (byte) ('0' + Long.remainderUnsigned(value, 10));
    return last + 1;
  }

  /** Writes exactly {@code length} digits of a number that has no more, zeros in front. */
  static int putDigits(long value, int length, byte[] text, int at) {
    int end = at + length;
    int i = end;
    long rest = value;
    while (i - at >= 2) {
      int pair = (int) (rest % 100) * 2;
      rest /= 100;
      text[--i] = PAIRS[pair + 1];
      text[--i] = PAIRS[pair];
    }
    if (i > at) {
      text[--i] = (byte) ('0' + rest % 10);
    }
    return end;
  }

  /** Writes a number that is {@code unscaled} divided by ten to the {@code scale}. */
  static int put(long unscaled, int scale, byte[] text, int at) {
    if (scale == 0) {
      return put(unscaled, text, at);
    }
    int from = at;
    if (unscaled < 0) {
      text[from++] = '-';
    }
    // The remainder of the smallest long is no power's problem: both parts are below it.
    long power = Digits.POWERS[scale];
    long whole = Math.abs(unscaled / power);
    long fraction = Math.abs(unscaled % power);
    from = put(whole, text, from);
    text[from++] = '.';
    return putDigits(fraction, scale, text, from);
  }

  /**
   * Writes the fewest digits that read back as the same double.
   *
   * <p>A decimal of at most 15 digits reads back as a double that no other such decimal reads as,
   * so when one is found it is the shortest; the quotient of two exact doubles is what it reads as.
   * What has more digits is left to {@link Double#toString(double)}.
   */
  public static int put(double value, byte[] text, int at) {
    double size = Math.abs(value);
    if (size < 1e15 && size >= 1e-3) {
      for (int scale = 0; scale < POWERS.length; scale++) {
        double scaled = size * POWERS[scale];
        if (scaled >= FIFTEEN_DIGITS) {
          break;
        }
        long digits = (long) (scaled + 0.5);
        if (Math.abs(scaled - digits) <= scaled * 0x1p-50 && digits / POWERS[scale] == size) {
          int from = at;
          if (value < 0) {
            text[from++] = '-';
          }
          return scale == 0 ? put(10 * digits, 1, text, from) : put(digits, scale, text, from);
        }
      }
    }
    return put(Double.toString(value), text, at);
  }

  /** Writes ASCII characters. */
  public static int put(String ascii, byte[] text, int at) {
    byte[] bytes = ascii.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, text, at, bytes.length);
    return at + bytes.length;
  }

  private static int digits(long value) {
    int length = 1;
    for (long power = 10; length < 19 && value >= power; power *= 10) {
      length++;
    }
    return length;
  }
}
