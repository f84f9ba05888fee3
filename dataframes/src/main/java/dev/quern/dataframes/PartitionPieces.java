package dev.quern.dataframes;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.BatchList;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of one partition as tables: as one when it is in memory, and otherwise a few batches
 * at a time.
 */
final class PartitionPieces implements AutoCloseable {
  /** What a piece has at most, unless a single batch is larger. */
  private static final long PIECE_BYTES = 1L << 20;

  private final Schema schema;
  private final MemoryBudget budget;
  private @Nullable SpooledBatches spooled;
  private @Nullable BatchReader rest;
  private @Nullable Batch ahead;
  private List<Chunk> whole = List.of();
  private boolean given;

  /** The pieces of {@code chunks}, which this owns from here on. */
  PartitionPieces(Schema schema, MemoryBudget budget, List<Chunk> chunks) {
    this.schema = schema;
    this.budget = budget;
    if (chunks.size() == 1
        && chunks.getFirst() instanceof SpooledBatches batches
        && !batches.isInMemory()) {
      spooled = batches;
      rest = batches.open(budget);
      try {
        ahead = rest.next();
      } catch (RuntimeException | Error e) {
        close();
        throw e;
      }
    } else {
      whole = chunks;
    }
  }

  boolean hasNext() {
    return !given || ahead != null;
  }

  /** The next rows, the caller's to close; the first time there may be none. */
  Table next() {
    given = true;
    BatchReader reader = rest;
    if (reader == null) {
      List<Chunk> chunks = whole;
      whole = List.of();
      return Table.of(budget, schema, chunks);
    }
    List<Batch> piece = new ArrayList<>();
    try {
      long bytes = 0;
      Batch batch = ahead;
      while (batch != null && (piece.isEmpty() || bytes < PIECE_BYTES)) {
        ahead = null;
        piece.add(batch);
        bytes += batch.byteSize();
        batch = reader.next();
        ahead = batch;
      }
    } catch (RuntimeException | Error e) {
      piece.forEach(Batch::close);
      throw e;
    }
    return Table.of(budget, schema, List.of(BatchList.of(schema, piece)));
  }

  @Override
  public void close() {
    Batch batch = ahead;
    BatchReader reader = rest;
    SpooledBatches source = spooled;
    List<Chunk> chunks = whole;
    ahead = null;
    rest = null;
    spooled = null;
    whole = List.of();
    if (batch != null) {
      batch.close();
    }
    if (reader != null) {
      reader.close();
    }
    if (source != null) {
      source.close();
    }
    chunks.forEach(Chunk::close);
  }
}
