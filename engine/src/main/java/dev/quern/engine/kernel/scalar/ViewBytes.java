package dev.quern.engine.kernel.scalar;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The bytes behind a view, and their comparison by 8-byte words. A view's two words are passed as
 * they lie in memory: the low half of the first is the length, its high half the first 4 bytes.
 */
public final class ViewBytes {

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, LITTLE_ENDIAN);

  private ViewBytes() {}

  /** The string's length. */
  public static int length(long first) {
    return (int) first;
  }

  /** The segment that holds the string's bytes. */
  public static MemorySegment segment(Views strings, long first, long second) {
    return (int) first <= Views.INLINE ? strings.views() : strings.buffers()[(int) second];
  }

  /** Where the string's bytes start in its {@link #segment}. */
  public static long offset(int row, long first, long second) {
    return (int) first <= Views.INLINE ? ((long) row << 4) + 4 : second >>> 32;
  }

  /** The first word of the view that {@code bytes} would have. */
  public static long firstWord(byte[] bytes) {
    return bytes.length | word(bytes, 0, Math.min(4, bytes.length)) << 32;
  }

  /** The second word of the inline view that {@code bytes}, at most 12, would have. */
  public static long secondWord(byte[] bytes) {
    return bytes.length <= 4 ? 0 : word(bytes, 4, bytes.length - 4);
  }

  /** Up to 8 bytes as a little endian word, zero padded. */
  public static long word(byte[] bytes, int from, int count) {
    long word = 0;
    for (int i = 0; i < count; i++) {
      word |= (bytes[from + i] & 0xFFL) << (8 * i);
    }
    return word;
  }

  /** Whether {@code bytes} stand at {@code offset}. */
  public static boolean matches(MemorySegment segment, long offset, byte[] bytes) {
    return matches(segment, offset, bytes, 0);
  }

  /** Whether the bytes from {@code skip} on stand at {@code offset + skip}. */
  static boolean matches(MemorySegment segment, long offset, byte[] bytes, int skip) {
    int i = skip;
    for (; i + 8 <= bytes.length; i += 8) {
      if (segment.get(Slots.INT64, offset + i) != (long) WORD.get(bytes, i)) {
        return false;
      }
    }
    for (; i < bytes.length; i++) {
      if (segment.get(Slots.INT8, offset + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Order of a string and a constant by unsigned bytes. */
  static int compare(MemorySegment segment, long offset, int length, byte[] bytes) {
    int common = Math.min(length, bytes.length);
    int i = 0;
    for (; i + 8 <= common; i += 8) {
      long a = segment.get(Slots.INT64, offset + i);
      long b = (long) WORD.get(bytes, i);
      if (a != b) {
        return Long.compareUnsigned(Long.reverseBytes(a), Long.reverseBytes(b));
      }
    }
    for (; i < common; i++) {
      int order = Byte.compareUnsigned(segment.get(Slots.INT8, offset + i), bytes[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(length, bytes.length);
  }

  /** Order of two strings by unsigned bytes. */
  static int compare(
      MemorySegment a, long aOffset, int aLength, MemorySegment b, long bOffset, int bLength) {
    int common = Math.min(aLength, bLength);
    int i = 0;
    for (; i + 8 <= common; i += 8) {
      long x = a.get(Slots.INT64, aOffset + i);
      long y = b.get(Slots.INT64, bOffset + i);
      if (x != y) {
        return Long.compareUnsigned(Long.reverseBytes(x), Long.reverseBytes(y));
      }
    }
    for (; i < common; i++) {
      int order =
          Byte.compareUnsigned(a.get(Slots.INT8, aOffset + i), b.get(Slots.INT8, bOffset + i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(aLength, bLength);
  }

  /** Order of the first 4 bytes of two views, which decides unless it is 0. */
  static int comparePrefix(long first, long otherFirst) {
    return Integer.compareUnsigned(
        Integer.reverseBytes((int) (first >>> 32)),
        Integer.reverseBytes((int) (otherFirst >>> 32)));
  }
}
