package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of one part, of piece after piece: keys and states. */
final class PartReader implements BatchReader {
  /** Rows of a piece in memory that are read at once. */
  private static final int MORSEL = 16 << 10;

  private final MemoryBudget budget;
  private final Grouping grouping;
  private final Schema schema;
  private final Iterator<GroupPiece> pieces;
  private final int part;
  private @Nullable BatchReader open;

  /** A reader of sorted pieces, which stay owned by the caller and open meanwhile. */
  PartReader(MemoryBudget budget, Grouping grouping, List<GroupPiece> pieces, int part) {
    this.budget = budget;
    this.grouping = grouping;
    this.schema = grouping.partialSchema();
    this.pieces = pieces.iterator();
    this.part = part;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    Batch found = nextOfOpen();
    while (found == null && pieces.hasNext()) {
      open = reader(pieces.next());
      found = nextOfOpen();
    }
    return found;
  }

  private @Nullable BatchReader reader(GroupPiece piece) {
    return switch (piece) {
      case MemoryPiece memory ->
          new RangeReader(budget, grouping, List.of(memory.part(part)), MORSEL);
      case DiskPiece disk -> {
        SpooledBatches spilled = disk.part(part);
        yield spilled == null ? null : spilled.open(budget);
      }
    };
  }

  private @Nullable Batch nextOfOpen() {
    BatchReader reader = open;
    Batch batch = reader == null ? null : reader.next();
    if (batch == null) {
      close();
    }
    return batch;
  }

  @Override
  public void close() {
    BatchReader reader = open;
    open = null;
    if (reader != null) {
      reader.close();
    }
  }
}
