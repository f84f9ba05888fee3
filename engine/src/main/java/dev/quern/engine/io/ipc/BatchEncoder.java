package dev.quern.engine.io.ipc;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Categories;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.chunk.Spans;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.ArrowBuffers;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.DType;
import dev.quern.engine.type.DecimalType;
import dev.quern.engine.type.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * The body of one message under construction. Memory of the columns is taken as it is where it can
 * be; what had to be made for it lives until this is closed.
 */
final class BatchEncoder implements AutoCloseable {
  /** To what a buffer's place in the body is aligned. */
  static final int ALIGNMENT = 64;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int PREFIX = 8;
  private static final long STORED = -1;
  private static final long PART = 1 << 30;

  private final int rows;
  private final IpcWriteOptions options;
  private final MemoryBudget budget;
  private final List<Node> nodes = new ArrayList<>();
  private final List<MemorySegment> buffers = new ArrayList<>();
  private final List<Long> dataBuffers = new ArrayList<>();
  private final List<NativeBuffer> made = new ArrayList<>();
  private final List<ColumnVector> held = new ArrayList<>();

  BatchEncoder(int rows, IpcWriteOptions options, MemoryBudget budget) {
    this.rows = rows;
    this.options = options;
    this.budget = budget;
  }

  /** Adds a flat column. */
  void values(ColumnVector column) {
    if (column.type() instanceof CategoricalType && !options.isNative()) {
      decoded(hold(Categories.text(budget, column)));
      return;
    }
    int n = column.length();
    switch (column.type().layout()) {
      case BITMAP -> {
        validity(column);
        bits(column.values(), n);
      }
      case FIXED -> {
        validity(column);
        fixed(column.type(), column.values(), n);
      }
      case VIEW -> {
        validity(column);
        text(column.values(), column, n);
      }
      case SPAN -> lists(column);
      case FIELDS -> {
        validity(column);
        column.fields().forEach(this::inner);
      }
    }
  }

  /* Offsets want lists one behind the other. */
  private void lists(ColumnVector column) {
    ColumnVector dense = hold(Spans.dense(budget, column));
    validity(dense);
    int n = dense.length();
    NativeBuffer offsets = make(4L * (n + 1));
    int next = 0;
    for (int row = 0; row < n; row++) {
      Slots.setInt32(offsets.segment(), row, next);
      next += Spans.length(dense.values(), row);
    }
    Slots.setInt32(offsets.segment(), n, next);
    add(offsets.segment().asSlice(0, 4L * (n + 1)));
    inner(dense.elements());
  }

  private void inner(ColumnVector column) {
    values(hold(Selections.flat(budget, column)));
  }

  private ColumnVector hold(ColumnVector column) {
    held.add(column);
    return column;
  }

  /** Adds the codes of a dictionary-encoded column. */
  void codes(ColumnVector column) {
    validity(column);
    add(column.values().asSlice(0, 4L * rows));
  }

  /** Adds the codes of a column of a categorical into {@code names}, which it has as well. */
  void codes(ColumnVector column, ColumnVector names) {
    ColumnVector flat = hold(Selections.flat(budget, column));
    codes(hold(Categories.encoded(budget, flat, names.retain())));
  }

  /** Adds codes that count the rows: those of a flat column that is its own dictionary. */
  void rowNumbers(ColumnVector column) {
    validity(column);
    NativeBuffer numbers = make(4L * rows);
    for (int row = 0; row < rows; row++) {
      numbers.segment().set(ValueLayout.JAVA_INT_UNALIGNED, 4L * row, row);
    }
    add(numbers.segment().asSlice(0, 4L * rows));
  }

  /** Adds the values of a dictionary-encoded column, written out. */
  void decoded(ColumnVector column) {
    if (column.type().isNested()) {
      inner(column);
      return;
    }
    if (column.type() instanceof CategoricalType && !options.isNative()) {
      values(column);
      return;
    }
    validity(column);
    int n = column.length();
    ColumnVector dictionary = column.dictionary();
    NativeBuffer slots = Gather.slots(dictionary, column.values(), n, budget);
    made.add(slots);
    if (column.type().layout() == Layout.VIEW) {
      if (column.validity() != null) {
        clearNulls(slots.segment(), column);
      }
      text(slots.segment(), dictionary, n);
    } else if (column.type().layout() == Layout.BITMAP) {
      bits(slots.segment(), n);
    } else {
      fixed(column.type(), slots.segment(), n);
    }
  }

  private void fixed(DType type, MemorySegment slots, int n) {
    if (type instanceof DecimalType decimal && !decimal.isWide() && !options.narrowDecimals()) {
      NativeBuffer wide = make(16L * n);
      for (int row = 0; row < n; row++) {
        long value = Slots.int64(slots, row);
        Slots.setWide(wide.segment(), row, value >> 63, value);
      }
      add(wide.segment().asSlice(0, 16L * n));
    } else {
      add(slots.asSlice(0, (long) type.byteWidth() * n));
    }
  }

  /** The offset of the record batch in {@code builder}. */
  int metadata(FlatBufferBuilder builder) {
    int counts = 0;
    if (!dataBuffers.isEmpty()) {
      counts =
          RecordBatch.createVariadicBufferCountsVector(
              builder, dataBuffers.stream().mapToLong(Long::longValue).toArray());
    }
    int compression = 0;
    if (options.compression() != BufferCodec.NONE) {
      byte codec =
          options.compression() == BufferCodec.LZ4
              ? CompressionType.LZ4_FRAME
              : CompressionType.ZSTD;
      compression =
          BodyCompression.createBodyCompression(builder, codec, BodyCompressionMethod.BUFFER);
    }
    RecordBatch.startBuffersVector(builder, buffers.size());
    long end = bodySize();
    for (MemorySegment buffer : buffers.reversed()) {
      end -= padded(buffer.byteSize());
      Buffer.createBuffer(builder, end, buffer.byteSize());
    }
    int bufferVector = builder.endVector();
    RecordBatch.startNodesVector(builder, nodes.size());
    for (Node node : nodes.reversed()) {
      FieldNode.createFieldNode(builder, node.rows(), node.nulls());
    }
    int nodeVector = builder.endVector();
    return RecordBatch.createRecordBatch(
        builder, rows, nodeVector, bufferVector, compression, counts);
  }

  /** The same as Arrow's own object, with copies of the buffers; owned by the caller. */
  ArrowRecordBatch arrow() {
    List<ArrowFieldNode> fieldNodes =
        nodes.stream().map(node -> new ArrowFieldNode(node.rows(), node.nulls())).toList();
    return ArrowBuffers.copy(rows, fieldNodes, buffers, dataBuffers, budget);
  }

  /** The length of the body. */
  long bodySize() {
    long size = 0;
    for (MemorySegment buffer : buffers) {
      size += padded(buffer.byteSize());
    }
    return size;
  }

  /** Writes the body. */
  void write(IpcOutput out) {
    for (MemorySegment buffer : buffers) {
      long size = buffer.byteSize();
      for (long at = 0; at < size; at += PART) {
        out.write(buffer.asSlice(at, Math.min(PART, size - at)).asByteBuffer());
      }
      out.write(ByteBuffer.allocate((int) (padded(size) - size)));
    }
  }

  @Override
  public void close() {
    made.forEach(NativeBuffer::close);
    made.clear();
    held.forEach(ColumnVector::close);
    held.clear();
  }

  private void validity(ColumnVector column) {
    MemorySegment validity = column.validity();
    int nulls = column.nullCount();
    nodes.add(new Node(column.length(), nulls));
    if (validity == null || nulls == 0) {
      add(MemorySegment.NULL);
    } else {
      bits(validity, column.length());
    }
  }

  /** Adds a bitmap, copied: what stands behind its last row is nobody's business. */
  private void bits(MemorySegment bitmap, int n) {
    long size = (n + 7L) / 8;
    NativeBuffer copy = make(size);
    MemorySegment.copy(bitmap, 0, copy.segment(), 0, size);
    if ((n & 7) != 0) {
      int last = copy.segment().get(ValueLayout.JAVA_BYTE, size - 1) & ((1 << (n & 7)) - 1);
      copy.segment().set(ValueLayout.JAVA_BYTE, size - 1, (byte) last);
    }
    add(copy.segment().asSlice(0, size));
  }

  /* Codes under a null name some value, which is not this row's. */
  private void clearNulls(MemorySegment views, ColumnVector column) {
    for (int row = 0; row < column.length(); row++) {
      if (column.isNull(row)) {
        views.set(LONG, 16L * row, 0);
        views.set(LONG, 16L * row + 8, 0);
      }
    }
  }

  private void text(MemorySegment views, ColumnVector owner, int n) {
    TextEncoder encoder = new TextEncoder(views, owner.heaps(), n);
    if (!options.views()) {
      if (encoder.bytes() > Integer.MAX_VALUE) {
        throw new UnsupportedDataException(
            "%d rows of text with %d bytes: 32-bit offsets end at 2 GiB; write views instead"
                .formatted(n, encoder.bytes()));
      }
      NativeBuffer offsets = make(4L * (n + 1L));
      NativeBuffer data = make(encoder.bytes());
      encoder.flatten(offsets.segment(), data.segment());
      add(offsets.segment().asSlice(0, offsets.size()));
      add(data.segment().asSlice(0, data.size()));
    } else if (encoder.isDense()) {
      add(views.asSlice(0, 16L * n));
      owner.heaps().buffers().forEach(heap -> add(heap.segment().asSlice(0, heap.size())));
      dataBuffers.add((long) owner.heaps().size());
    } else {
      NativeBuffer moved = make(16L * n);
      NativeBuffer data = make(encoder.longBytes());
      encoder.compact(moved.segment(), data.segment());
      add(moved.segment().asSlice(0, moved.size()));
      add(data.segment().asSlice(0, data.size()));
      dataBuffers.add(1L);
    }
  }

  private void add(MemorySegment buffer) {
    if (options.compression() == BufferCodec.NONE || buffer.byteSize() == 0) {
      buffers.add(buffer);
      return;
    }
    BufferCodec codec = options.compression();
    long size = buffer.byteSize();
    boolean fits = size < PART;
    NativeBuffer compressed = make(PREFIX + Math.max(size, fits ? codec.maxSize(size) : 0));
    MemorySegment target = compressed.segment();
    long length = fits ? codec.compress(buffer, target.asSlice(PREFIX, codec.maxSize(size))) : size;
    target.set(LONG, 0, size);
    if (length >= size) {
      target.set(LONG, 0, STORED);
      MemorySegment.copy(buffer, 0, target, PREFIX, size);
      length = size;
    }
    buffers.add(target.asSlice(0, PREFIX + length));
  }

  private NativeBuffer make(long size) {
    NativeBuffer buffer = budget.allocate(size);
    made.add(buffer);
    return buffer;
  }

  private static long padded(long size) {
    return (size + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** A field node: how many values the column has, and how many nulls. */
  private record Node(int rows, long nulls) {}
}
