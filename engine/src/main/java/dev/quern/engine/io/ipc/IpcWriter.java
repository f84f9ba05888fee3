package dev.quern.engine.io.ipc;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Categories;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.CategoricalType;
import dev.quern.engine.type.Schema;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * Batches as an Arrow IPC stream.
 *
 * <p>The schema is written with the first batch, which decides what columns have dictionaries. A
 * batch is written from its own memory, without a copy where its columns lie as the options want
 * them. Not thread-safe; {@link #close} frees what is held of dictionaries, and writes nothing.
 */
public final class IpcWriter implements AutoCloseable {
  private static final int CONTINUATION = -1;
  private static final int PREFIX = 8;

  /** Text of a column in one record batch, which has 32-bit offsets. */
  private static final long MOST_TEXT = 1 << 30;

  private static final int SMALLEST_PIECE = 64;

  private final IpcOutput out;
  private final Schema schema;
  private final IpcWriteOptions options;
  private final MemoryBudget budget;
  private final List<Placed> dictionaryBlocks = new ArrayList<>();
  private final List<Placed> batchBlocks = new ArrayList<>();
  private final boolean[] dictionary;
  private final @Nullable ColumnVector[] sent;
  private final long[] sentAt;
  private long position;
  private boolean started;
  private boolean ended;

  /**
   * A stream of rows of {@code schema}.
   *
   * @param budget what is needed for conversion and compression is allocated from
   */
  public IpcWriter(IpcOutput out, Schema schema, IpcWriteOptions options, MemoryBudget budget) {
    this.out = out;
    this.schema = schema;
    this.options = options;
    this.budget = budget;
    this.dictionary = new boolean[schema.size()];
    this.sent = new ColumnVector[schema.size()];
    this.sentAt = new long[schema.size()];
    Arrays.fill(sentAt, -1);
  }

  /** A stream that begins at {@code position} of what {@code out} writes. */
  IpcWriter(
      IpcOutput out, Schema schema, IpcWriteOptions options, MemoryBudget budget, long position) {
    this(out, schema, options, budget);
    this.position = position;
  }

  /** Writes the rows; {@code batch} stays owned by the caller. */
  public void write(Batch batch) {
    checkOpen();
    checkTypes(batch);
    // A message that broke off cannot be followed by another.
    ended = true;
    start(batch);
    writePiece(batch);
    ended = false;
  }

  /** Ends the stream; one without rows has just its schema. */
  public void finish() {
    checkOpen();
    ended = true;
    start(null);
    put(frame(0));
  }

  /** Bytes written so far. */
  public long position() {
    return position;
  }

  /** How many dictionaries were written so far. */
  public int dictionaries() {
    return dictionaryBlocks.size();
  }

  /** Where the last dictionary of each column begins; -1 of columns without. */
  public long[] dictionaryPositions() {
    return sentAt.clone();
  }

  @Override
  public void close() {
    ended = true;
    for (int i = 0; i < sent.length; i++) {
      forget(i);
    }
  }

  /** The footer of a file: the schema again, and where the batches stand. */
  ByteBuffer footer() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int schemaAt = new SchemaEncoder(builder, options).encode(schema, dictionary);
    Footer.startDictionariesVector(builder, dictionaryBlocks.size());
    dictionaryBlocks.reversed().forEach(block -> block.put(builder));
    int dictionariesAt = builder.endVector();
    Footer.startRecordBatchesVector(builder, batchBlocks.size());
    batchBlocks.reversed().forEach(block -> block.put(builder));
    int batchesAt = builder.endVector();
    Footer.finishFooterBuffer(
        builder,
        Footer.createFooter(builder, MetadataVersion.V5, schemaAt, dictionariesAt, batchesAt, 0));
    return builder.dataBuffer();
  }

  private void start(@Nullable Batch first) {
    if (started) {
      return;
    }
    started = true;
    for (int i = 0; i < dictionary.length; i++) {
      dictionary[i] =
          isOrdered(i)
              || (options.dictionaries()
                  && first != null
                  && first.column(i).isDictionary()
                  && !first.column(i).type().isNested());
    }
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int header = new SchemaEncoder(builder, options).encode(schema, dictionary);
    message(builder, MessageHeader.Schema, header, 0);
    for (int i = 0; i < dictionary.length; i++) {
      if (schema.field(i).type() instanceof CategoricalType type && isOrdered(i)) {
        try (ColumnVector names = Categories.names(budget, type)) {
          send(i, names);
          sent[i] = names.retain();
        }
      }
    }
  }

  /* Whether the column is written as text with the names as its one dictionary. */
  private boolean isOrdered(int column) {
    return schema.field(column).type() instanceof CategoricalType && !options.isNative();
  }

  private void writePiece(Batch batch) {
    if (batch.rows() > SMALLEST_PIECE && hasTooMuchText(batch)) {
      int half = (batch.rows() / 2 + SMALLEST_PIECE - 1) & -SMALLEST_PIECE;
      try (Batch head = batch.slice(0, half);
          Batch tail = batch.slice(half, batch.rows() - half)) {
        writePiece(head);
        writePiece(tail);
      }
      return;
    }
    for (int i = 0; i < dictionary.length; i++) {
      if (dictionary[i] && !isOrdered(i)) {
        sendDictionary(i, batch.column(i));
      }
    }
    try (BatchEncoder encoder = new BatchEncoder(batch.rows(), options, budget)) {
      for (int i = 0; i < dictionary.length; i++) {
        ColumnVector names = sent[i];
        if (names != null && isOrdered(i)) {
          encoder.codes(batch.column(i), names);
        } else {
          encode(encoder, batch.column(i), dictionary[i]);
        }
      }
      FlatBufferBuilder builder = new FlatBufferBuilder();
      int header = encoder.metadata(builder);
      batchBlocks.add(message(builder, MessageHeader.RecordBatch, header, encoder.bodySize()));
      body(encoder);
    }
  }

  private static void encode(BatchEncoder encoder, ColumnVector column, boolean dictionary) {
    if (dictionary && column.isDictionary()) {
      encoder.codes(column);
    } else if (dictionary) {
      encoder.rowNumbers(column);
    } else if (column.isDictionary()) {
      encoder.decoded(column);
    } else {
      encoder.values(column);
    }
  }

  /** Sends the dictionary of this column unless it was the last one sent for it. */
  private void sendDictionary(int id, ColumnVector column) {
    ColumnVector values = column.isDictionary() ? column.dictionary() : column;
    ColumnVector last = sent[id];
    // The memory of the last one is held, so the same place means the same values.
    if (last != null && last.length() == values.length() && last.values().equals(values.values())) {
      return;
    }
    forget(id);
    send(id, values);
    if (column.isDictionary()) {
      sent[id] = values.retain();
    }
  }

  private void send(int id, ColumnVector values) {
    sentAt[id] = position;
    try (BatchEncoder encoder = new BatchEncoder(values.length(), options, budget)) {
      encoder.values(values);
      FlatBufferBuilder builder = new FlatBufferBuilder();
      int header =
          DictionaryBatch.createDictionaryBatch(builder, id, encoder.metadata(builder), false);
      dictionaryBlocks.add(
          message(builder, MessageHeader.DictionaryBatch, header, encoder.bodySize()));
      body(encoder);
    }
  }

  private void forget(int id) {
    ColumnVector held = sent[id];
    sent[id] = null;
    if (held != null) {
      held.close();
    }
  }

  private boolean hasTooMuchText(Batch batch) {
    if (options.views()) {
      return false;
    }
    for (ColumnVector column : batch.columns()) {
      if (column.type().isView() && TextEncoder.bytes(column) > MOST_TEXT) {
        return true;
      }
    }
    return false;
  }

  private Placed message(FlatBufferBuilder builder, byte type, int header, long bodySize) {
    Message.finishMessageBuffer(
        builder, Message.createMessage(builder, MetadataVersion.V5, type, header, bodySize, 0));
    ByteBuffer metadata = builder.dataBuffer();
    long start = position;
    long bodyAt = aligned(start + PREFIX + metadata.remaining());
    int padding = (int) (bodyAt - start - PREFIX - metadata.remaining());
    put(frame((int) (bodyAt - start - PREFIX)));
    put(metadata);
    put(ByteBuffer.allocate(padding));
    return new Placed(start, (int) (bodyAt - start), bodySize);
  }

  private void body(BatchEncoder encoder) {
    encoder.write(this::put);
  }

  private void put(ByteBuffer bytes) {
    position += bytes.remaining();
    out.write(bytes);
  }

  private static ByteBuffer frame(int length) {
    return ByteBuffer.allocate(PREFIX)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(CONTINUATION)
        .putInt(length)
        .flip();
  }

  private static long aligned(long position) {
    return (position + BatchEncoder.ALIGNMENT - 1) & -BatchEncoder.ALIGNMENT;
  }

  private void checkOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended or failed; begin a new one");
    }
  }

  private void checkTypes(Batch batch) {
    boolean same = batch.schema().size() == schema.size();
    for (int i = 0; same && i < schema.size(); i++) {
      same = batch.schema().field(i).type().equals(schema.field(i).type());
    }
    if (!same) {
      throw new IllegalArgumentException(
          "a stream of %s takes no rows of %s".formatted(schema, batch.schema()));
    }
  }

  /** Where a message stands: as a footer tells it. */
  private record Placed(long offset, int metadataBytes, long bodyBytes) {
    void put(FlatBufferBuilder builder) {
      Block.createBlock(builder, offset, metadataBytes, bodyBytes);
    }
  }
}
