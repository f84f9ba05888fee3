package dev.quern.scheduler.codec;

import dev.quern.engine.DataException;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.ipc.IpcReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * The form of batches.
 *
 * @param rows of each; the stream holds no message for one that has none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record BatchesForm(Kind kind, Schema schema, int[] rows) implements ChunkForm {
  /* The readers want a multiple of 64. */
  private static final int ANY_ROWS = Integer.MAX_VALUE - 63;

  /** What the batches were in. */
  enum Kind {
    /** One alone. */
    BATCH,
    /** A list in memory. */
    LIST,
    /** A list that may be on disk. */
    SPOOL
  }

  static BatchesForm of(Batch batch) {
    return new BatchesForm(Kind.BATCH, batch.schema(), new int[] {batch.rows()});
  }

  static BatchesForm of(BatchList list) {
    int[] rows = list.batches().stream().mapToInt(Batch::rows).toArray();
    return new BatchesForm(Kind.LIST, list.schema(), rows);
  }

  static BatchesForm of(SpooledBatches spool) {
    int[] rows = new int[spool.count()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = spool.rows(i);
    }
    return new BatchesForm(Kind.SPOOL, spool.schema(), rows);
  }

  @Override
  public String extension() {
    return "arrow";
  }

  @Override
  public Chunk read(ReadableByteChannel in, MemoryBudget memory, SpillSpace spill, long share) {
    try (IpcReader reader = IpcReader.stream(in, "chunk", memory, ANY_ROWS)) {
      Chunk chunk =
          kind == Kind.SPOOL ? spool(reader, memory, spill, share) : inMemory(reader, memory);
      checkEnd(reader, chunk);
      return chunk;
    }
  }

  private SpooledBatches spool(
      IpcReader reader, MemoryBudget memory, SpillSpace spill, long share) {
    try (Spool spool = new Spool(spill, "batches of a chunk", schema)) {
      for (int count : rows) {
        spool.add(next(reader, memory, count));
        if (spool.bytes() > share) {
          spool.putAside();
        }
      }
      return spool.finish();
    }
  }

  private Chunk inMemory(IpcReader reader, MemoryBudget memory) {
    List<Batch> batches = new ArrayList<>();
    try {
      for (int count : rows) {
        batches.add(next(reader, memory, count));
      }
    } catch (RuntimeException | Error e) {
      batches.forEach(Batch::close);
      throw e;
    }
    return kind == Kind.BATCH ? batches.getFirst() : BatchList.of(schema, batches);
  }

  private Batch next(IpcReader reader, MemoryBudget memory, int count) {
    if (count == 0) {
      return Batches.concat(memory, schema, List.of());
    }
    Batch next = reader.next();
    if (next == null || next.rows() != count) {
      if (next != null) {
        next.close();
      }
      throw new DataException(
          "a chunk of %d batches lacks the next, of %d rows".formatted(rows.length, count));
    }
    if (next.schema().equals(schema)) {
      return next;
    }
    // What a stream says of its fields may be less than what its writer knew.
    try (next) {
      return next.withSchema(schema);
    }
  }

  private void checkEnd(IpcReader reader, Chunk chunk) {
    try (Batch more = reader.next()) {
      if (more == null) {
        return;
      }
    } catch (RuntimeException | Error e) {
      chunk.close();
      throw e;
    }
    chunk.close();
    throw new DataException("a chunk has more than its %d batches".formatted(rows.length));
  }
}
