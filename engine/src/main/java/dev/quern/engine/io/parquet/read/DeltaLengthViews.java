package dev.quern.engine.io.parquet.read;

import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/** Byte arrays in DELTA_LENGTH_BYTE_ARRAY encoding: all lengths, then all bytes. */
final class DeltaLengthViews implements ViewValues {
  private final NativeBuffer buffer;
  private final DeltaReader lengths;
  private final int[] scratch;
  private final ByteCursor bytes;

  DeltaLengthViews(NativeBuffer buffer, Page.Range range, int[] scratch) {
    this.buffer = buffer;
    this.scratch = scratch;
    this.lengths = new DeltaReader(new ByteCursor(buffer.segment(), range));
    this.bytes = new ByteCursor(buffer.segment(), range);
    new DeltaReader(bytes).skipAll();
  }

  @Override
  public void read(int count, MemorySegment views, int at, HeapList heaps) {
    lengths.readLengths(count, scratch, 0);
    MemorySegment from = buffer.segment();
    int heap = -1;
    for (int i = 0; i < count; i++) {
      int length = scratch[i];
      int p = bytes.take(length);
      if (length <= Views.INLINE) {
        ViewWriter.inline(from, p, length, views, at + i);
      } else {
        if (heap < 0) {
          heap = heaps.add(buffer);
        }
        ViewWriter.pointer(from, p, length, heap, views, at + i);
      }
    }
  }

  @Override
  public void skip(int count) {
    lengths.readLengths(count, scratch, 0);
    for (int i = 0; i < count; i++) {
      bytes.take(scratch[i]);
    }
  }
}
