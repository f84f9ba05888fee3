package dev.quern.engine.io.parquet.read;

import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/** Byte arrays in PLAIN encoding: each behind its length in four bytes. */
final class PlainViews implements ViewValues {
  private final NativeBuffer buffer;
  private final int end;
  private int next;

  /** The values that {@code range} of {@code buffer} holds. */
  PlainViews(NativeBuffer buffer, Page.Range range) {
    this.buffer = buffer;
    this.next = range.from();
    this.end = range.to();
  }

  @Override
  public void read(int count, MemorySegment views, int at, HeapList heaps) {
    MemorySegment bytes = buffer.segment();
    int heap = -1;
    int p = next;
    for (int slot = at; slot < at + count; slot++) {
      if (end - p < 4) {
        throw new CorruptPage("the page holds fewer values than rows with values");
      }
      int length = bytes.get(Le.INT, p);
      p += 4;
      if (length < 0 || length > end - p) {
        throw new CorruptPage(
            "a value of %d bytes where %d are left in the page".formatted(length, end - p));
      }
      if (length <= Views.INLINE) {
        ViewWriter.inline(bytes, p, length, views, slot);
      } else {
        if (heap < 0) {
          heap = heaps.add(buffer);
        }
        ViewWriter.pointer(bytes, p, length, heap, views, slot);
      }
      p += length;
    }
    next = p;
  }

  @Override
  public void skip(int count) {
    MemorySegment bytes = buffer.segment();
    int p = next;
    for (int i = 0; i < count; i++) {
      int length = end - p < 4 ? -1 : bytes.get(Le.INT, p);
      if (length < 0 || length > end - p - 4) {
        throw new CorruptPage("the page ends within its values");
      }
      p += 4 + length;
    }
    next = p;
  }
}
