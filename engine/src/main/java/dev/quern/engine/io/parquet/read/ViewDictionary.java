package dev.quern.engine.io.parquet.read;

import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.kernel.Views;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import org.apache.parquet.format.Encoding;

/**
 * The dictionary of a column of byte strings, as the vector that batches refer to: views into the
 * dictionary page.
 *
 * @param vector the entries, and one empty one where the file has none: code 0, which stands under
 *     nulls, is always in range
 * @param size how many entries the file has
 */
record ViewDictionary(ColumnVector vector, int size) implements AutoCloseable {

  static ViewDictionary of(ColumnSpec column, Encodings encodings, Page page, MemoryBudget budget) {
    int size = page.rows();
    int slots = Math.max(1, size);
    NativeBuffer views = budget.allocate((long) Views.BYTES * slots);
    try (HeapList heaps = new HeapList()) {
      views.segment().asSlice(0, Views.BYTES).fill((byte) 0);
      encodings.views(Encoding.PLAIN, page).read(size, views.segment(), 0, heaps);
      return new ViewDictionary(
          ColumnVector.views(ViewColumnReader.type(column), slots, views, null, heaps.take()),
          size);
    } catch (RuntimeException e) {
      views.close();
      throw e;
    }
  }

  /**
   * Writes the views that the first {@code count} codes mean from slot {@code at} on, and adds the
   * buffer that they point into to {@code heaps}.
   */
  void gather(int[] codes, int count, MemorySegment out, int at, HeapList heaps) {
    MemorySegment entries = vector.values();
    // A dictionary page is one buffer, so all its views name heap 0.
    long heap = vector.heaps().size() == 0 ? 0 : heaps.add(vector.heaps().buffers().getFirst());
    for (int i = 0; i < count; i++) {
      long entry = (long) Views.BYTES * codes[i];
      long first = entries.get(Le.LONG, entry);
      long second = entries.get(Le.LONG, entry + 8);
      if ((int) first > Views.INLINE) {
        second = (second & 0xFFFF_FFFF_0000_0000L) | heap;
      }
      out.set(Le.LONG, (long) Views.BYTES * (at + i), first);
      out.set(Le.LONG, (long) Views.BYTES * (at + i) + 8, second);
    }
  }

  @Override
  public void close() {
    vector.close();
  }
}
