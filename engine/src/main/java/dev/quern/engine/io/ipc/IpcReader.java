package dev.quern.engine.io.ipc;

import dev.quern.engine.DataException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.PositionalInput;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Field;
import dev.quern.engine.type.Schema;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * The record batches of an Arrow IPC stream as batches; large ones come in pieces that share their
 * memory.
 *
 * <p>Broken input, wherever it is broken, ends in a {@link DataException} that names the place.
 * Text is taken as it is, valid UTF-8 or not. Not thread-safe.
 */
public final class IpcReader implements BatchReader {
  private final MessageSource source;
  private final IpcSchema all;
  private final Schema schema;
  private final boolean[] wanted;
  private final Dictionaries dictionaries;
  private final MemoryBudget budget;
  private final int batchRows;

  private @Nullable Batch current;
  private int position;
  private boolean closed;

  /** Reads the columns of {@code schema}, which stand in {@code all}; closes {@code source}. */
  IpcReader(
      MessageSource source, IpcSchema all, Schema schema, MemoryBudget budget, int batchRows) {
    if (batchRows <= 0 || batchRows % 64 != 0) {
      throw new IllegalArgumentException(
          "batches of " + batchRows + " rows: take a multiple of 64");
    }
    this.source = source;
    this.all = all;
    this.schema = schema;
    this.budget = budget;
    this.batchRows = batchRows;
    this.wanted = new boolean[all.columns().size()];
    Map<Long, WireType> needed = new HashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      IpcColumn column = all.columns().get(i);
      WireType values = column.values();
      wanted[i] = schema.contains(column.name());
      if (wanted[i] && values != null && column.dictionary().isPresent()) {
        needed.put(column.dictionary().getAsLong(), values);
      }
    }
    this.dictionaries = new Dictionaries(needed, budget);
  }

  /**
   * Reads a whole stream, all its columns.
   *
   * @param channel where the bytes come from; stays open, and is read no further than the stream's
   *     end
   * @param name what errors call it
   * @param batchRows the rows a batch should have at most; a multiple of 64
   */
  public static IpcReader stream(
      ReadableByteChannel channel, String name, MemoryBudget budget, int batchRows) {
    return stream(new ChannelMessages(channel, name, budget), name, budget, batchRows);
  }

  /**
   * Reads a whole stream, all its columns, each buffer straight to its place.
   *
   * @param input where the bytes come from; closed with the reader, or when this fails
   * @param batchRows the rows a batch should have at most; a multiple of 64
   */
  public static IpcReader stream(PositionalInput input, MemoryBudget budget, int batchRows) {
    try {
      FileMessages messages = new FileMessages(input, 0, input.size());
      return stream(messages, input.name(), budget, batchRows);
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
  }

  private static IpcReader stream(
      MessageSource messages, String name, MemoryBudget budget, int batchRows) {
    IpcSchema all;
    try (IpcMessage first = messages.next()) {
      all = IpcSchema.of(first, name);
    }
    List<String> names = all.columns().stream().map(IpcColumn::name).toList();
    return new IpcReader(messages, all, all.select(names, name), budget, batchRows);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (!closed) {
      Batch batch = current;
      if (batch != null && position < batch.rows()) {
        int count = Math.min(batchRows, batch.rows() - position);
        Batch piece = batch.slice(position, count);
        position += count;
        return piece;
      }
      release();
      try (IpcMessage message = source.next()) {
        if (message == null) {
          return null;
        }
        take(message);
      }
    }
    return null;
  }

  /**
   * Reads the dictionary that begins at byte {@code at} of the input.
   *
   * @throws IllegalStateException when the input is a channel
   */
  public void dictionary(long at) {
    seek(at);
    try (IpcMessage message = source.next()) {
      if (message == null
          || Metadata.guard(message.where(), message.metadata()::headerType)
              != MessageHeader.DictionaryBatch) {
        throw new DataException("there is no dictionary at byte " + at);
      }
      take(message);
    }
  }

  /**
   * Goes on at byte {@code at} of the input, where a batch begins of which all dictionaries were
   * read.
   *
   * @throws IllegalStateException when the input is a channel
   */
  public void seek(long at) {
    release();
    if (!(source instanceof FileMessages messages)) {
      throw new IllegalStateException("a channel is read from its beginning to its end");
    }
    messages.seek(at);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try (source;
          dictionaries) {
        release();
      }
    }
  }

  private void take(IpcMessage message) {
    byte type = Metadata.guard(message.where(), message.metadata()::headerType);
    switch (type) {
      case MessageHeader.DictionaryBatch -> dictionaries.load(message);
      case MessageHeader.RecordBatch -> {
        current = batch(message);
        position = 0;
      }
      case MessageHeader.Schema ->
          throw new DataException(message.where() + ": a second schema in one stream");
      default ->
          throw new UnsupportedDataException(
              "%s: a message of kind %d; schemas, dictionaries and record batches are read"
                  .formatted(message.where(), type));
    }
  }

  private Batch batch(IpcMessage message) {
    BatchLayout layout =
        Metadata.guard(
            message.where(),
            () ->
                BatchLayout.of(
                    (RecordBatch) message.metadata().header(new RecordBatch()), message));
    BatchDecoder decoder = new BatchDecoder(layout, message.body(), budget);
    List<ColumnVector> vectors = decoder.columns(all.columns(), wanted, dictionaries);
    return Batch.of(schema, layout.rows(), ordered(vectors));
  }

  /** From the file's order to the order asked for. */
  private List<ColumnVector> ordered(List<ColumnVector> vectors) {
    Map<String, ColumnVector> byName = HashMap.newHashMap(vectors.size());
    int next = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        byName.put(all.columns().get(i).name(), vectors.get(next++));
      }
    }
    List<ColumnVector> ordered = new ArrayList<>(vectors.size());
    for (Field field : schema) {
      ordered.add(Objects.requireNonNull(byName.get(field.name())));
    }
    return ordered;
  }

  private void release() {
    Batch batch = current;
    current = null;
    if (batch != null) {
      batch.close();
    }
  }
}
