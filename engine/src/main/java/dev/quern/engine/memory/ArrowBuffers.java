package dev.quern.engine.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** Arrow's record batches as bounded segments, and the other way round. */
public final class ArrowBuffers {
  private ArrowBuffers() {}

  /** The buffers of {@code batch}; to be read only while it is open. */
  public static List<MemorySegment> segments(ArrowRecordBatch batch) {
    List<MemorySegment> segments = new ArrayList<>(batch.getBuffers().size());
    for (ArrowBuf buffer : batch.getBuffers()) {
      segments.add(
          MemorySegment.ofAddress(buffer.memoryAddress()).reinterpret(buffer.readableBytes()));
    }
    return segments;
  }

  /**
   * A record batch of copies of {@code buffers}, paid by {@code budget} and owned by the caller.
   *
   * @param dataBuffers how many data buffers each view column has
   */
  public static ArrowRecordBatch copy(
      int rows,
      List<ArrowFieldNode> nodes,
      List<MemorySegment> buffers,
      List<Long> dataBuffers,
      MemoryBudget budget) {
    List<ArrowBuf> copies = new ArrayList<>(buffers.size());
    try {
      for (MemorySegment buffer : buffers) {
        long size = buffer.byteSize();
        // Arrow's vectors take the content's length from the writer index.
        try (NativeBuffer copy = budget.allocate(size)) {
          MemorySegment.copy(buffer, 0, copy.segment(), 0, size);
          ArrowBuf arrow = copy.arrow().slice(0, size);
          arrow.getReferenceManager().retain();
          copies.add(arrow.writerIndex(size));
        }
      }
      return new ArrowRecordBatch(
          rows, nodes, copies, NoCompressionCodec.DEFAULT_BODY_COMPRESSION, dataBuffers, true);
    } finally {
      // The record batch has taken references of its own.
      copies.forEach(copy -> copy.getReferenceManager().release());
    }
  }
}
