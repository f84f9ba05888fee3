package dev.quern.engine.function;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text column under construction, by row: rows that are not written are empty. Long texts go to
 * heaps that double up to 1 MiB, or stay in those of the argument that they are a part of.
 */
final class TextColumn implements AutoCloseable {
  private static final int LEAST_HEAP = 4 << 10;
  private static final int LARGEST_HEAP = 1 << 20;

  private final MemoryBudget budget;
  private final DType type;
  private final int rows;
  private final Heaps shared;
  private final List<NativeBuffer> heaps = new ArrayList<>();
  private final NativeBuffer buffer;
  private final MemorySegment views;
  private boolean handedOut;
  private MemorySegment heap = MemorySegment.NULL;
  private int used;

  /**
   * An empty text in each of {@code rows} rows.
   *
   * @param shared the heaps of the argument that results may be parts of; stay open meanwhile
   */
  TextColumn(MemoryBudget budget, DType type, int rows, Heaps shared) {
    this.budget = budget;
    this.type = type;
    this.rows = rows;
    this.shared = shared;
    buffer = budget.allocateZeroed((long) Views.BYTES * rows);
    views = buffer.segment();
  }

  /** Writes the first {@code count} bytes of {@code bytes}. */
  void put(int row, byte[] bytes, int from, int count) {
    if (count <= Views.INLINE) {
      putInline(row, bytes, from, count);
      return;
    }
    if (heap.byteSize() - used < count) {
      long next = Math.clamp(2 * heap.byteSize(), LEAST_HEAP, LARGEST_HEAP);
      NativeBuffer added = budget.allocate(Math.max(next, count));
      heaps.add(added);
      // Without the slack behind it, which nobody copies.
      heap = added.segment().asSlice(0, added.size());
      used = 0;
    }
    MemorySegment.copy(bytes, from, heap, ValueLayout.JAVA_BYTE, used, count);
    int index = shared.size() + heaps.size() - 1;
    setLong(row, bytes, from, count, index, used);
    used += count;
  }

  /**
   * Writes a part of a text of the argument.
   *
   * @param place the second word of that text's view
   * @param bytes that text
   */
  void putSlice(int row, long place, boolean isLong, byte[] bytes, int from, int count) {
    if (count <= Views.INLINE) {
      putInline(row, bytes, from, count);
    } else if (isLong) {
      setLong(row, bytes, from, count, (int) place, (int) (place >>> 32) + from);
    } else {
      throw new IllegalStateException("a part is longer than the whole");
    }
  }

  private void putInline(int row, byte[] bytes, int from, int count) {
    long low = count;
    long high = 0;
    for (int i = 0; i < count; i++) {
      long octet = bytes[from + i] & 0xFFL;
      if (i < 4) {
        low |= octet << (32 + 8 * i);
      } else {
        high |= octet << (8 * (i - 4));
      }
    }
    Slots.setWide(views, row, high, low);
  }

  private void setLong(int row, byte[] bytes, int from, int count, int index, int offset) {
    long prefix =
        (bytes[from] & 0xFFL)
            | ((bytes[from + 1] & 0xFFL) << 8)
            | ((bytes[from + 2] & 0xFFL) << 16)
            | ((bytes[from + 3] & 0xFFL) << 24);
    Slots.setWide(
        views, row, ((long) offset << 32) | (index & 0xFFFFFFFFL), (prefix << 32) | count);
  }

  /** The finished column, which owns {@code validity}. */
  ColumnVector build(@Nullable NativeBuffer validity) {
    Heaps own = Heaps.of(heaps);
    Heaps all;
    if (shared.size() == 0) {
      all = own;
    } else {
      all = Heaps.concat(shared, own);
      own.close();
    }
    handedOut = true;
    return ColumnVector.views(type, rows, buffer, validity, all);
  }

  @Override
  public void close() {
    if (!handedOut) {
      buffer.close();
      heaps.forEach(NativeBuffer::close);
    }
  }
}
