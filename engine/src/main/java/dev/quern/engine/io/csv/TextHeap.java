package dev.quern.engine.io.csv;

import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The strings of a column that are too long for their views, one behind the other in blocks that
 * grow. They are copied out of the text, not pointed to in it: the text of all columns would
 * otherwise live as long as one long string of one column.
 */
final class TextHeap implements AutoCloseable {
  private static final int FIRST_BLOCK = 16 << 10;
  private static final int LARGEST_BLOCK = 1 << 20;
  private static final int SHORT = 64;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemoryBudget budget;
  private final List<NativeBuffer> blocks = new ArrayList<>();
  private MemorySegment block = MemorySegment.NULL;
  private int room;
  private int used;
  private int nextSize = FIRST_BLOCK;

  TextHeap(MemoryBudget budget) {
    this.budget = budget;
  }

  /**
   * Appends {@code n} bytes and says where they are: the block in the low half, the offset in it in
   * the high half, as the second word of a view has them.
   */
  long append(byte[] text, int from, int n) {
    if (room - used < n) {
      addBlock(n);
    }
    int at = used;
    if (n <= SHORT) {
      // Whole words: a block has slack behind its end as the text has.
      for (int i = 0; i < n; i += 8) {
        block.set(WORD, (long) at + i, Digits.word(text, from + i));
      }
    } else {
      MemorySegment.copy(text, from, block, ValueLayout.JAVA_BYTE, at, n);
    }
    used = at + n;
    return (blocks.size() - 1) | ((long) at << 32);
  }

  /** The blocks as heaps of a vector, which owns them from here on. */
  Heaps build() {
    Heaps heaps = Heaps.of(blocks);
    blocks.clear();
    return heaps;
  }

  @Override
  public void close() {
    blocks.forEach(NativeBuffer::close);
    blocks.clear();
  }

  private void addBlock(int n) {
    int size = Math.max(n, nextSize);
    nextSize = Math.min(LARGEST_BLOCK, 4 * nextSize);
    NativeBuffer fresh = budget.allocate(size);
    blocks.add(fresh);
    block = fresh.segment();
    room = size;
    used = 0;
  }
}
