package dev.quern.engine.function;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The result of one row under construction: null, a number, a truth value, or bytes. Used again for
 * every row; at first it is an empty text.
 */
public final class RowResult {
  private byte[] bytes = new byte[64];
  private int size;
  private int sliceFrom;
  private boolean sliced;
  private boolean isNull;
  private long number;
  private long high;
  private double real;

  void clear() {
    size = 0;
    sliced = false;
    isNull = false;
  }

  /** Makes the result null. */
  public void setNull() {
    isNull = true;
  }

  /** Sets an integer, day number or timestamp count. */
  public void set(long value) {
    number = value;
  }

  /** Sets a decimal by the two words of its unscaled value. */
  public void set(long newHigh, long low) {
    high = newHigh;
    number = low;
  }

  /** Sets a float. */
  public void set(double value) {
    real = value;
  }

  /** Sets a truth value. */
  public void set(boolean value) {
    number = value ? 1 : 0;
  }

  /**
   * Makes the result the bytes {@code from} to {@code to} of the first argument's text, which are
   * not copied. For functions that said so in their {@link Signature#slices signature}.
   */
  public void slice(int from, int to) {
    sliced = true;
    sliceFrom = from;
    size = to - from;
  }

  /** Appends a byte. */
  public void append(byte value) {
    reserve(1);
    bytes[size++] = value;
  }

  /** Appends text. */
  public void append(String text) {
    append(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Appends an ASCII character. */
  public void append(char value) {
    append((byte) value);
  }

  /** Appends the bytes {@code from} to {@code to} of {@code source}. */
  public void append(byte[] source, int from, int to) {
    int count = to - from;
    reserve(count);
    System.arraycopy(source, from, bytes, size, count);
    size += count;
  }

  /** Appends all of {@code source}. */
  public void append(byte[] source) {
    append(source, 0, source.length);
  }

  /** Appends a code point in UTF-8. */
  public void appendCodePoint(int point) {
    reserve(4);
    if (point < 0x80) {
      bytes[size++] = (byte) point;
    } else if (point < 0x800) {
      bytes[size++] = (byte) (0xC0 | (point >>> 6));
      bytes[size++] = continuation(point);
    } else if (point < 0x10000) {
      bytes[size++] = (byte) (0xE0 | (point >>> 12));
      bytes[size++] = continuation(point >>> 6);
      bytes[size++] = continuation(point);
    } else {
      bytes[size++] = (byte) (0xF0 | (point >>> 18));
      bytes[size++] = continuation(point >>> 12);
      bytes[size++] = continuation(point >>> 6);
      bytes[size++] = continuation(point);
    }
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  /** Appends a whole number in decimal digits. */
  public void appendDecimal(long value) {
    if (value == Long.MIN_VALUE) {
      appendDecimal(value / 10);
      append('8');
      return;
    }
    long left = Math.abs(value);
    int digits = 1;
    for (long rest = left; rest >= 10; rest /= 10) {
      digits++;
    }
    if (value < 0) {
      append('-');
    }
    appendDigits(left, digits);
  }

  /** Appends the last {@code digits} decimal digits of a number that is not negative. */
  public void appendDigits(long value, int digits) {
    reserve(digits);
    long left = value;
    for (int i = size + digits - 1; i >= size; i--) {
      bytes[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
    size += digits;
  }

  /** Room for {@code count} bytes more, to be written from {@link #size} on into the array. */
  public byte[] reserve(int count) {
    int needed = Math.addExact(size, count);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(1 << 30, 2L * bytes.length)));
    }
    return bytes;
  }

  /** How many bytes there are. */
  public int size() {
    return size;
  }

  /** Says how many bytes there are, after some were written into the array. */
  public void size(int newSize) {
    size = newSize;
  }

  boolean isNull() {
    return isNull;
  }

  boolean isSliced() {
    return sliced;
  }

  int sliceFrom() {
    return sliceFrom;
  }

  long number() {
    return number;
  }

  long high() {
    return high;
  }

  double real() {
    return real;
  }

  byte[] bytes() {
    return bytes;
  }
}
