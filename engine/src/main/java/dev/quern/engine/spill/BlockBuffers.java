package dev.quern.engine.spill;

import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Memory for one block of a spill file and for its compressed form, held while it is needed. */
final class BlockBuffers {
  private final MemoryBudget memory;
  private @Nullable NativeBuffer block;
  private @Nullable NativeBuffer packed;

  BlockBuffers(MemoryBudget memory) {
    this.memory = memory;
  }

  /** Room for a full block. */
  MemorySegment block() {
    NativeBuffer buffer = block;
    if (buffer == null) {
      buffer = memory.allocate(SpillFileWriter.BLOCK);
      block = buffer;
    }
    return buffer.segment();
  }

  /** Room for {@code size} bytes of a compressed block, the same size each time. */
  MemorySegment packed(long size) {
    NativeBuffer buffer = packed;
    if (buffer == null) {
      buffer = memory.allocate(size);
      packed = buffer;
    }
    return buffer.segment().asSlice(0, buffer.size());
  }

  /** Gives both up, until they are asked for again. */
  void release() {
    NativeBuffer first = block;
    NativeBuffer second = packed;
    block = null;
    packed = null;
    if (first != null) {
      first.close();
    }
    if (second != null) {
      second.close();
    }
  }
}
