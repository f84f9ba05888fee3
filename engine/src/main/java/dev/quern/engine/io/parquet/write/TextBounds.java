package dev.quern.engine.io.parquet.write;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Least and greatest of byte strings, compared as unsigned bytes. Only the first bytes are kept: a
 * longer least value is cut, a longer greatest one cut and raised, so that both stay bounds.
 */
final class TextBounds {
  /** The most bytes that the footer tells. */
  static final int LONGEST = 64;

  // One more byte than is told, to know whether something was cut off.
  private static final int KEPT = LONGEST + 1;

  private final boolean text;
  private final byte[] min = new byte[KEPT];
  private final byte[] max = new byte[KEPT];
  private int minLength;
  private int maxLength;
  private int minHead;
  private int maxHead;
  private boolean any;

  /**
   * Bounds of no values yet.
   *
   * @param text whether values are UTF-8, which bounds then are too
   */
  TextBounds(boolean text) {
    this.text = text;
  }

  void clear() {
    any = false;
  }

  /** Takes in the string of {@code length} bytes; up to 4 bytes behind it are read. */
  void observe(MemorySegment source, long offset, int length) {
    int head = head(source, offset, length);
    if (!any) {
      any = true;
      keepMin(source, offset, length, head);
      keepMax(source, offset, length, head);
      return;
    }
    if (Integer.compareUnsigned(head, minHead) <= 0
        && compare(source, offset, length, min, minLength) < 0) {
      keepMin(source, offset, length, head);
    }
    if (Integer.compareUnsigned(head, maxHead) >= 0
        && compare(source, offset, length, max, maxLength) > 0) {
      keepMax(source, offset, length, head);
    }
  }

  /** Takes in all that {@code other} has. */
  void add(TextBounds other) {
    if (!other.any) {
      return;
    }
    if (!any || compare(other.min, other.minLength, min, minLength) < 0) {
      minLength = other.minLength;
      minHead = other.minHead;
      System.arraycopy(other.min, 0, min, 0, minLength);
    }
    if (!any || compare(other.max, other.maxLength, max, maxLength) > 0) {
      maxLength = other.maxLength;
      maxHead = other.maxHead;
      System.arraycopy(other.max, 0, max, 0, maxLength);
    }
    any = true;
  }

  private static int compare(byte[] a, int aLength, byte[] b, int bLength) {
    return Arrays.compareUnsigned(a, 0, aLength, b, 0, bLength);
  }

  ValueEncoder.@Nullable Bounds result() {
    if (!any) {
      return null;
    }
    boolean minExact = minLength <= LONGEST;
    boolean maxExact = maxLength <= LONGEST;
    byte[] least = Arrays.copyOf(min, minExact ? minLength : cut(min));
    byte[] greatest = maxExact ? Arrays.copyOf(max, maxLength) : raised(max);
    return new ValueEncoder.Bounds(least, minExact, greatest, maxExact);
  }

  /** The first four bytes as an unsigned number that compares as they do; zeros behind the end. */
  private static int head(MemorySegment source, long offset, int length) {
    int head = Integer.reverseBytes(source.get(GrowableBuffer.INT, offset));
    return length >= 4 ? head : length == 0 ? 0 : head & (-1 << (32 - 8 * length));
  }

  private static int compare(
      MemorySegment source, long offset, int length, byte[] kept, int keptLength) {
    int shown = Math.min(length, KEPT);
    int common = Math.min(shown, keptLength);
    for (int i = 0; i < common; i++) {
      int difference = (source.get(ValueLayout.JAVA_BYTE, offset + i) & 0xff) - (kept[i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return shown - keptLength;
  }

  private void keepMin(MemorySegment source, long offset, int length, int head) {
    minLength = Math.min(length, KEPT);
    minHead = head;
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, min, 0, minLength);
  }

  private void keepMax(MemorySegment source, long offset, int length, int head) {
    maxLength = Math.min(length, KEPT);
    maxHead = head;
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, offset, max, 0, maxLength);
  }

  /** Where to cut to at most {@link #LONGEST} bytes, in text between two characters. */
  private int cut(byte[] bytes) {
    int end = LONGEST;
    while (text && end > 0 && (bytes[end] & 0xc0) == 0x80) {
      end--;
    }
    return end;
  }

  /** A short string greater than all that begin like {@code bytes}; null when there is none. */
  private byte @Nullable [] raised(byte[] bytes) {
    byte[] prefix = Arrays.copyOf(bytes, cut(bytes));
    return text ? raisedText(prefix) : raisedBytes(prefix);
  }

  private static byte @Nullable [] raisedBytes(byte[] prefix) {
    for (int end = prefix.length; end > 0; end--) {
      if (prefix[end - 1] != (byte) 0xff) {
        byte[] higher = Arrays.copyOf(prefix, end);
        higher[end - 1]++;
        return higher;
      }
    }
    return null;
  }

  /* The order of UTF-8 bytes is the order of code points, so the last one is raised. */
  private static byte @Nullable [] raisedText(byte[] prefix) {
    String decoded = new String(prefix, StandardCharsets.UTF_8);
    if (!Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), prefix)) {
      return null;
    }
    for (int end = decoded.length(); end > 0; ) {
      int last = decoded.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        String higher = decoded.substring(0, end) + Character.toString(next);
        return higher.getBytes(StandardCharsets.UTF_8);
      }
    }
    return null;
  }
}
