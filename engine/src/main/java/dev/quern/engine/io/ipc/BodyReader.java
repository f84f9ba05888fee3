package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The buffers of one record batch, each read into memory of its own: aligned and with slack, as
 * kernels want it, and kept alive by just the column that has it.
 */
final class BodyReader {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int PREFIX = 8;
  private static final long STORED = -1;

  private final BatchLayout layout;
  private final Body body;
  private final MemoryBudget budget;

  BodyReader(BatchLayout layout, Body body, MemoryBudget budget) {
    this.layout = layout;
    this.body = body;
    this.budget = budget;
  }

  /** Where the batch stands, for errors. */
  String where() {
    return layout.where();
  }

  /** What buffers are allocated from. */
  MemoryBudget budget() {
    return budget;
  }

  /** Whether the buffer was left out. */
  boolean isEmpty(int index) {
    return layout.lengths()[index] == 0;
  }

  /** The first {@code needed} bytes of a buffer, owned by the caller; fewer is a data error. */
  NativeBuffer read(int index, long needed) {
    if (layout.codec() != BufferCodec.NONE && !isEmpty(index)) {
      NativeBuffer all = decompress(index);
      if (all.size() < needed) {
        all.close();
        throw tooShort(index, all.size(), needed);
      }
      return all;
    }
    if (layout.lengths()[index] < needed) {
      throw tooShort(index, layout.lengths()[index], needed);
    }
    return load(layout.offsets()[index], needed);
  }

  /** All bytes of a buffer, owned by the caller. */
  NativeBuffer readAll(int index) {
    return layout.codec() == BufferCodec.NONE || isEmpty(index)
        ? load(layout.offsets()[index], layout.lengths()[index])
        : decompress(index);
  }

  private NativeBuffer load(long offset, long size) {
    NativeBuffer buffer = budget.allocate(size);
    try {
      body.read(offset, buffer.segment().asSlice(0, size));
      return buffer;
    } catch (RuntimeException e) {
      buffer.close();
      throw e;
    }
  }

  private NativeBuffer decompress(int index) {
    long length = layout.lengths()[index];
    if (length < PREFIX) {
      throw tooShort(index, length, PREFIX);
    }
    try (NativeBuffer raw = load(layout.offsets()[index], length)) {
      long size = raw.segment().get(LONG, 0);
      MemorySegment bytes = raw.segment().asSlice(PREFIX, length - PREFIX);
      BufferCodec codec = size == STORED ? BufferCodec.NONE : layout.codec();
      size = size == STORED ? length - PREFIX : size;
      codec.checkSize(bytes, size, where());
      NativeBuffer buffer = budget.allocate(size);
      try {
        codec.decompress(bytes, buffer.segment(), size, where());
        return buffer;
      } catch (RuntimeException e) {
        buffer.close();
        throw e;
      }
    }
  }

  private DataException tooShort(int index, long size, long needed) {
    return new DataException(
        "%s: buffer %d has %d bytes, its %d rows need %d"
            .formatted(where(), index, size, layout.rows(), needed));
  }
}
