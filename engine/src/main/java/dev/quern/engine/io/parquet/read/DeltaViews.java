package dev.quern.engine.io.parquet.read;

import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;

/**
 * Byte arrays in DELTA_BYTE_ARRAY encoding: of each value only what follows the prefix it shares
 * with the value before. They are put together in a heap of their own.
 */
final class DeltaViews implements ViewValues {
  private final MemoryBudget budget;
  private final DeltaReader prefixes;
  private final DeltaReader suffixes;
  private final ByteCursor bytes;
  private final int[] prefixScratch;
  private final int[] suffixScratch;
  private byte[] last = {};

  DeltaViews(Page page, Scratch scratch, MemoryBudget budget) {
    this.budget = budget;
    this.prefixScratch = scratch.codes();
    this.suffixScratch = scratch.lengths();
    this.prefixes = new DeltaReader(new ByteCursor(page.bytes(), page.values()));
    this.bytes = new ByteCursor(page.bytes(), page.values());
    new DeltaReader(bytes).skipAll();
    Page.Range rest = new Page.Range(bytes.position(), page.values().to());
    this.suffixes = new DeltaReader(new ByteCursor(page.bytes(), rest));
    new DeltaReader(bytes).skipAll();
  }

  @Override
  public void read(int count, MemorySegment views, int at, HeapList heaps) {
    prefixes.readLengths(count, prefixScratch, 0);
    suffixes.readLengths(count, suffixScratch, 0);
    long size = last.length;
    for (int i = 0; i < count; i++) {
      size += (long) prefixScratch[i] + suffixScratch[i];
    }
    if (size > Integer.MAX_VALUE) {
      throw new CorruptPage("%d values of %d bytes in all".formatted(count, size));
    }
    // The value before the first one stands in front, so that every prefix is copied alike.
    try (NativeBuffer heap = budget.allocate(size)) {
      MemorySegment out = heap.segment();
      MemorySegment.copy(last, 0, out, Le.BYTE, 0, last.length);
      int before = 0;
      int beforeLength = last.length;
      int index = -1;
      for (int i = 0; i < count; i++) {
        int start = before + beforeLength;
        int prefix = prefixScratch[i];
        int length = Math.addExact(prefix, suffixScratch[i]);
        if (prefix > beforeLength) {
          throw new CorruptPage(
              "a value shares %d bytes with one of %d".formatted(prefix, beforeLength));
        }
        MemorySegment.copy(out, before, out, start, prefix);
        int suffix = bytes.take(suffixScratch[i]);
        MemorySegment.copy(bytes.bytes(), suffix, out, start + (long) prefix, suffixScratch[i]);
        if (length <= Views.INLINE) {
          ViewWriter.inline(out, start, length, views, at + i);
        } else {
          if (index < 0) {
            index = heaps.add(heap);
          }
          ViewWriter.pointer(out, start, length, index, views, at + i);
        }
        before = start;
        beforeLength = length;
      }
      last = new byte[beforeLength];
      MemorySegment.copy(out, Le.BYTE, before, last, 0, beforeLength);
    }
  }

  /* What follows is built on what is passed over. */
  @Override
  public void skip(int count) {
    try (NativeBuffer views = budget.allocate((long) Views.BYTES * count);
        HeapList heaps = new HeapList()) {
      read(count, views.segment(), 0, heaps);
    }
  }
}
