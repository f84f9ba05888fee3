package dev.quern.engine.function.nested;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/** The bytes of one key in the making; used again for the next. */
final class KeyBytes {
  private byte[] bytes = new byte[64];
  private MemorySegment segment = MemorySegment.ofArray(bytes);
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** Of the bytes, at least {@link #size} of them. */
  MemorySegment segment() {
    return segment;
  }

  void append(byte value) {
    ensure(1);
    bytes[size++] = value;
  }

  /** Appends the low {@code count} bytes of {@code word}, the highest first. */
  void append(long word, int count) {
    ensure(count);
    for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (word >>> shift);
    }
  }

  /** Appends bytes of {@code source}, each 0 escaped, and their end. */
  void append(MemorySegment source, long from, int count) {
    ensure(2L * count + 1);
    for (int i = 0; i < count; i++) {
      byte value = source.get(ValueLayout.JAVA_BYTE, from + i);
      bytes[size++] = value;
      if (value == 0) {
        bytes[size++] = NestedKey.ESCAPED;
      }
    }
    bytes[size++] = NestedKey.END;
  }

  private void ensure(long more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(size + more, 2L * bytes.length)));
      segment = MemorySegment.ofArray(bytes);
    }
  }
}
