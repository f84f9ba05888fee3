package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import java.util.Arrays;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * What a record batch's metadata says, copied and checked: every buffer lies within the body.
 *
 * @param rows the rows
 * @param nodeRows the length of each field node
 * @param nodeNulls the null count of each field node
 * @param offsets where each buffer begins
 * @param lengths how long it is
 * @param dataBuffers how many data buffers each view field has
 * @param codec how buffers are compressed
 * @param where the file and the position, for errors
 */
@SuppressWarnings("ArrayRecordComponent") // a checked copy for one decoder, compared by nobody
record BatchLayout(
    int rows,
    long[] nodeRows,
    long[] nodeNulls,
    long[] offsets,
    long[] lengths,
    int[] dataBuffers,
    BufferCodec codec,
    String where) {

  static final int MOST_ROWS = Integer.MAX_VALUE - 1024;

  /** Checks {@code batch}, which lies in {@code metadataBytes} bytes, against its body. */
  static BatchLayout of(@Nullable RecordBatch batch, IpcMessage message) {
    String where = message.where();
    if (batch == null) {
      throw new DataException(where + ": there is no record batch");
    }
    long rows = batch.length();
    if (rows < 0 || rows > MOST_ROWS) {
      throw new DataException("%s: a record batch of %d rows".formatted(where, rows));
    }
    int nodes = checkCount(batch.nodesLength(), 16, message);
    long[] nodeRows = new long[nodes];
    long[] nodeNulls = new long[nodes];
    FieldNode node = new FieldNode();
    for (int i = 0; i < nodes; i++) {
      batch.nodes(node, i);
      nodeRows[i] = node.length();
      nodeNulls[i] = node.nullCount();
    }
    int buffers = checkCount(batch.buffersLength(), 16, message);
    long[] offsets = new long[buffers];
    long[] lengths = new long[buffers];
    Buffer buffer = new Buffer();
    for (int i = 0; i < buffers; i++) {
      batch.buffers(buffer, i);
      offsets[i] = buffer.offset();
      lengths[i] = buffer.length();
      checkBuffer(offsets[i], lengths[i], message);
    }
    int[] dataBuffers = new int[checkCount(batch.variadicBufferCountsLength(), 8, message)];
    for (int i = 0; i < dataBuffers.length; i++) {
      long count = batch.variadicBufferCounts(i);
      if (count < 0 || count > buffers) {
        throw new DataException("%s: a column of %d data buffers".formatted(where, count));
      }
      dataBuffers[i] = (int) count;
    }
    return new BatchLayout(
        (int) rows, nodeRows, nodeNulls, offsets, lengths, dataBuffers, codec(batch, where), where);
  }

  /** Checks that there is all that these columns take. */
  void check(IpcColumn.Shape shape) {
    long views = 0;
    for (int i = 0; i < Math.min(shape.views(), dataBuffers.length); i++) {
      views += dataBuffers[i];
    }
    if (nodeRows.length < shape.nodes()
        || dataBuffers.length < shape.views()
        || offsets.length < shape.buffers() + views) {
      throw new DataException(
          "%s: a record batch of %d nodes and %d buffers where the schema needs %d and %d"
              .formatted(
                  where, nodeRows.length, offsets.length, shape.nodes(), shape.buffers() + views));
    }
  }

  @Override
  public String toString() {
    return "BatchLayout[%d rows, buffers %s]".formatted(rows, Arrays.toString(lengths));
  }

  private static int checkCount(int count, int bytes, IpcMessage message) {
    if (count < 0 || (long) count * bytes > message.metadataBytes()) {
      throw new DataException(
          "%s: the metadata claims a list of %d".formatted(message.where(), count));
    }
    return count;
  }

  private static void checkBuffer(long offset, long length, IpcMessage message) {
    long size = message.body().size();
    if (offset < 0 || length < 0 || offset > size || length > size - offset) {
      throw new DataException(
          "%s: a buffer of %d bytes at %d of a body of %d"
              .formatted(message.where(), length, offset, size));
    }
  }

  private static BufferCodec codec(RecordBatch batch, String where) {
    BodyCompression compression = batch.compression();
    if (compression == null) {
      return BufferCodec.NONE;
    }
    return switch (compression.codec()) {
      case 0 -> BufferCodec.LZ4;
      case 1 -> BufferCodec.ZSTD;
      default ->
          throw new UnsupportedDataException(
              "%s: buffers compressed by a codec with the number %d; LZ4 and zstd are read"
                  .formatted(where, compression.codec()));
    };
  }
}
