package dev.quern.engine.io.parquet.read;

import dev.quern.engine.chunk.Heaps;
import dev.quern.engine.memory.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The buffers that the views of a batch under construction point into. */
final class HeapList implements AutoCloseable {
  private final List<NativeBuffer> buffers = new ArrayList<>();

  /** Retains {@code buffer}; returns the index by which views name it. */
  int add(NativeBuffer buffer) {
    return own(buffer.retain());
  }

  /** Takes {@code buffer} over; returns the index by which views name it. */
  int own(NativeBuffer buffer) {
    buffers.add(buffer);
    return buffers.size() - 1;
  }

  /** The memory of a buffer. */
  MemorySegment segment(int index) {
    return buffers.get(index).segment();
  }

  /** The heaps of a finished vector, which owns them; this is empty afterwards. */
  Heaps take() {
    Heaps heaps = Heaps.of(buffers);
    buffers.clear();
    return heaps;
  }

  @Override
  public void close() {
    buffers.forEach(NativeBuffer::close);
    buffers.clear();
  }
}
