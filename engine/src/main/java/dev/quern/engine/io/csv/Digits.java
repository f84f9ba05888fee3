package dev.quern.engine.io.csv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Decimal digits of text, eight at a time in one {@code long} (the technique of Langdale and
 * Lemire's simdjson). Every array has {@link #SLACK} bytes behind its text.
 */
public final class Digits {
  /** Bytes that must follow a text in its array, for reads of whole words. */
  public static final int SLACK = 64;

  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Ten to the n as far as a long goes. */
  static final long[] POWERS = new long[19];

  private static final long ZEROS = 0x3030303030303030L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ABOVE_NINE = 0x7676767676767676L;

  static {
    long power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private Digits() {}

  /** Bytes {@code at} to {@code at + 7}, the first one lowest. */
  public static long word(byte[] text, int at) {
    return (long) LONGS.get(text, at);
  }

  /** The number that {@code n}, 1 to 8, digits mean; negative when they are not all digits. */
  static long upTo8(byte[] text, int at, int n) {
    long digits = (word(text, at) ^ ZEROS) << (64 - 8 * n);
    if (!areDigits(digits)) {
      return -1;
    }
    return combine(digits);
  }

  /** The number that {@code n}, 9 to 16, digits mean; negative when they are not all digits. */
  static long upTo16(byte[] text, int at, int n) {
    long high = upTo8(text, at, n - 8);
    long low = upTo8(text, at + n - 8, 8);
    return (high | low) < 0 ? -1 : high * 100_000_000 + low;
  }

  /** The number that {@code n}, 1 to 18, digits mean; negative when they are not all digits. */
  static long upTo18(byte[] text, int at, int n) {
    if (n <= 8) {
      return upTo8(text, at, n);
    }
    if (n <= 16) {
      return upTo16(text, at, n);
    }
    long high = upTo8(text, at, n - 16);
    long low = upTo16(text, at + n - 16, 16);
    return (high | low) < 0 ? -1 : high * POWERS[16] + low;
  }

  /** Whether every byte is 0 to 9. */
  static boolean areDigits(long bytes) {
    return (((bytes + ABOVE_NINE) | bytes) & HIGH_BITS) == 0;
  }

  static boolean isDigit(byte b) {
    return (byte) (b - '0') >= 0 && b <= '9';
  }

  /* Pairs, then pairs of pairs, by multiplications that add neighbours. */
  private static long combine(long digits) {
    long pairs = digits * 10 + (digits >>> 8);
    long mask = 0x000000FF000000FFL;
    return ((pairs & mask) * (100 + (1_000_000L << 32))
            + ((pairs >>> 16) & mask) * (1 + (10_000L << 32)))
        >>> 32;
  }
}
