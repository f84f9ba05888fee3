package dev.quern.engine.io.parquet.read;

import dev.quern.engine.kernel.Views;
import java.lang.foreign.MemorySegment;

/** Decimals that are stored as byte arrays of varying length, big endian. */
final class DecimalFromViews implements FixedValues {
  private final ViewValues stored;
  private final Conversion conversion;
  private final Scratch scratch;

  DecimalFromViews(ViewValues stored, Conversion conversion, Scratch scratch) {
    this.stored = stored;
    this.conversion = conversion;
    this.scratch = scratch;
  }

  @Override
  public void read(int count, MemorySegment out, int at) {
    MemorySegment views = scratch.stage((long) count * Views.BYTES);
    try (HeapList heaps = new HeapList()) {
      stored.read(count, views, 0, heaps);
      for (int i = 0; i < count; i++) {
        long view = (long) i * Views.BYTES;
        int length = views.get(Le.INT, view);
        if (length <= Views.INLINE) {
          conversion.decimal(views, view + 4, length, out, at + i);
        } else {
          MemorySegment heap = heaps.segment(views.get(Le.INT, view + 8));
          conversion.decimal(heap, views.get(Le.INT, view + 12), length, out, at + i);
        }
      }
    }
  }

  @Override
  public void skip(int count) {
    stored.skip(count);
  }
}
