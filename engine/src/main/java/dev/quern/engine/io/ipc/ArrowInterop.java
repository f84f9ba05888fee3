package dev.quern.engine.io.ipc;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.ArrowBuffers;
import dev.quern.engine.memory.MemoryBudget;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Batches for programs that work with Arrow's Java vectors, and from them. Each way costs one copy
 * of the memory, as either side wants buffers aligned and padded in its own way.
 */
public final class ArrowInterop {
  private static final String WHERE = "an Arrow vector root";

  private ArrowInterop() {}

  /**
   * The rows as Arrow vectors, owned by the caller and paid by {@code budget}: text as VarChar,
   * dictionary-encoded columns written out.
   */
  public static VectorSchemaRoot toArrow(Batch batch, MemoryBudget budget) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    boolean[] noDictionaries = new boolean[batch.schema().size()];
    builder.finish(
        new SchemaEncoder(builder, IpcWriteOptions.PORTABLE)
            .encode(batch.schema(), noDictionaries));
    Schema schema =
        Schema.convertSchema(org.apache.arrow.flatbuf.Schema.getRootAsSchema(builder.dataBuffer()));
    VectorSchemaRoot root = VectorSchemaRoot.create(schema, budget.arrow());
    try (BatchEncoder encoder = new BatchEncoder(batch.rows(), IpcWriteOptions.PORTABLE, budget)) {
      for (ColumnVector column : batch.columns()) {
        if (column.isDictionary()) {
          encoder.decoded(column);
        } else {
          encoder.values(column);
        }
      }
      try (ArrowRecordBatch arrow = encoder.arrow()) {
        new VectorLoader(root).load(arrow);
      }
      return root;
    } catch (RuntimeException e) {
      root.close();
      throw e;
    }
  }

  /**
   * The rows of {@code root}, which stays open, as a batch that the caller owns.
   *
   * @throws UnsupportedDataException when a column is of a type that is not read (see {@link
   *     IpcSource}), or is dictionary-encoded: decode it before
   */
  public static Batch fromArrow(VectorSchemaRoot root, MemoryBudget budget) {
    IpcSchema columns = schema(root.getSchema());
    List<String> names = columns.columns().stream().map(IpcColumn::name).toList();
    dev.quern.engine.type.Schema schema = columns.select(names, WHERE);
    for (IpcColumn column : columns.columns()) {
      if (column.dictionary().isPresent()) {
        throw new UnsupportedDataException(
            "column '%s' of an Arrow vector root is dictionary-encoded: decode it before"
                .formatted(column.name()));
      }
    }
    boolean[] all = new boolean[names.size()];
    Arrays.fill(all, true);
    try (ArrowRecordBatch arrow = new VectorUnloader(root).getRecordBatch();
        SegmentsBody body = new SegmentsBody(ArrowBuffers.segments(arrow));
        Dictionaries none = new Dictionaries(Map.of(), budget)) {
      BatchDecoder decoder = new BatchDecoder(layout(arrow, body), body, budget);
      return Batch.of(schema, arrow.getLength(), decoder.columns(columns.columns(), all, none));
    }
  }

  private static IpcSchema schema(Schema schema) {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    builder.finish(schema.getSchema(builder));
    ByteBuffer bytes = builder.dataBuffer();
    int size = bytes.remaining();
    return IpcSchema.of(
        org.apache.arrow.flatbuf.Schema.getRootAsSchema(bytes), MetadataVersion.V5, size, WHERE);
  }

  private static BatchLayout layout(ArrowRecordBatch arrow, SegmentsBody body) {
    List<ArrowFieldNode> nodes = arrow.getNodes();
    List<Long> dataBuffers = arrow.getVariadicBufferCounts();
    return new BatchLayout(
        arrow.getLength(),
        nodes.stream().mapToLong(ArrowFieldNode::getLength).toArray(),
        nodes.stream().mapToLong(ArrowFieldNode::getNullCount).toArray(),
        body.offsets(),
        body.lengths(),
        dataBuffers == null
            ? new int[0]
            : dataBuffers.stream().mapToInt(Math::toIntExact).toArray(),
        BufferCodec.NONE,
        WHERE);
  }

  /** Buffers that lie anywhere, as if they were one body. */
  private static final class SegmentsBody implements Body {
    private final List<MemorySegment> segments;
    private final long[] offsets;
    private final long size;

    SegmentsBody(List<MemorySegment> segments) {
      this.segments = segments;
      this.offsets = new long[segments.size()];
      long end = 0;
      for (int i = 0; i < offsets.length; i++) {
        // One more than it is long, so that no two begin at the same place.
        offsets[i] = end;
        end += segments.get(i).byteSize() + 1;
      }
      this.size = end;
    }

    long[] offsets() {
      return offsets;
    }

    long[] lengths() {
      return segments.stream().mapToLong(MemorySegment::byteSize).toArray();
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public void read(long position, MemorySegment target) {
      int index = Arrays.binarySearch(offsets, position);
      MemorySegment.copy(segments.get(index), 0, target, 0, target.byteSize());
    }

    @Override
    public void close() {}
  }
}
