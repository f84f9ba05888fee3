package dev.quern.engine.io.parquet.write;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Native bytes under construction; allocates at the first byte, grows by doubling and is reused
 * after {@link #clear}. At least 16 bytes behind the content can be written and read, so that short
 * values are copied by whole words.
 */
final class GrowableBuffer implements AutoCloseable {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private static final int SLACK = 16;
  private static final int FIRST = 4 << 10;

  private final MemoryBudget budget;
  private @Nullable NativeBuffer buffer;
  private MemorySegment segment = MemorySegment.NULL;
  private long size;

  GrowableBuffer(MemoryBudget budget) {
    this.budget = budget;
  }

  /** How many bytes it has. */
  long size() {
    return size;
  }

  /** The memory that holds the content and, behind {@link #size}, room for {@code more} bytes. */
  MemorySegment room(long more) {
    if (size + more + SLACK > segment.byteSize()) {
      grow(size + more + SLACK);
    }
    return segment;
  }

  /** Takes {@code count} bytes that were written into the room as content. */
  void advance(long count) {
    size += count;
  }

  void putByte(int value) {
    room(1).set(ValueLayout.JAVA_BYTE, size, (byte) value);
    size += 1;
  }

  void putInt(int value) {
    room(4).set(INT, size, value);
    size += 4;
  }

  void putLong(long value) {
    room(8).set(LONG, size, value);
    size += 8;
  }

  /** Appends an unsigned LEB128 number. */
  void putVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      putByte(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    putByte((int) rest);
  }

  void put(MemorySegment source, long from, long count) {
    MemorySegment.copy(source, from, room(count), size, count);
    size += count;
  }

  void put(byte[] bytes) {
    MemorySegment.copy(bytes, 0, room(bytes.length), ValueLayout.JAVA_BYTE, size, bytes.length);
    size += bytes.length;
  }

  void put(GrowableBuffer other) {
    put(other.segment, 0, other.size);
  }

  /** Writes over four bytes of the content. */
  void setInt(long position, int value) {
    segment.set(INT, position, value);
  }

  /** All memory: the content and what lies behind it. */
  MemorySegment segment() {
    return segment;
  }

  /** Just the content. */
  MemorySegment content() {
    return segment.asSlice(0, size);
  }

  /** Empties it; the memory is kept. */
  void clear() {
    size = 0;
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.close();
      buffer = null;
      segment = MemorySegment.NULL;
      size = 0;
    }
  }

  private void grow(long needed) {
    NativeBuffer larger =
        budget.allocate(Math.max(Math.max(FIRST, needed), segment.byteSize() * 2));
    MemorySegment.copy(segment, 0, larger.segment(), 0, size);
    if (buffer != null) {
      buffer.close();
    }
    buffer = larger;
    segment = larger.segment();
  }
}
