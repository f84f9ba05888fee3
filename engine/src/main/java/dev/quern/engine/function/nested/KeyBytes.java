package dev.quern.engine.function.nested;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The bytes of one key in the making; used again for the next. */
final class KeyBytes {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

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
    ensure(Long.BYTES);
    WORDS.set(bytes, size, word << (Long.SIZE - Byte.SIZE * count));
    size += count;
  }

  /** Appends bytes of {@code source}, each 0 escaped, and their end. */
  void append(MemorySegment source, long from, int count) {
    ensure(2L * count + 1);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, from, bytes, size, count);
    int zeros = 0;
    for (int i = size; i < size + count; i++) {
      zeros += bytes[i] == 0 ? 1 : 0;
    }
    size += count;
    if (zeros > 0) {
      escape(count, zeros);
    }
    bytes[size++] = NestedKey.END;
  }

  /* From the last of them to the first, so that none is written over before it is read. */
  private void escape(int count, int zeros) {
    int to = size + zeros;
    for (int i = size - 1; i >= size - count; i--) {
      if (bytes[i] == 0) {
        bytes[--to] = NestedKey.ESCAPED;
      }
      bytes[--to] = bytes[i];
    }
    size += zeros;
  }

  private void ensure(long more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(size + more, 2L * bytes.length)));
      segment = MemorySegment.ofArray(bytes);
    }
  }
}
