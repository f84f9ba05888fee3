package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of one part, of piece after piece: keys, states and ordinals among all pieces. */
final class PartReader implements BatchReader {
  private final MemoryBudget budget;
  private final Grouping grouping;
  private final Schema schema;
  private final List<GroupPiece> pieces;
  private final int part;
  private int next;
  private long base;
  private @Nullable BatchReader file;

  /**
   * A reader of sorted pieces, which stay owned by the caller and open meanwhile.
   *
   * @param grouping with ordinals
   */
  PartReader(MemoryBudget budget, Grouping grouping, List<GroupPiece> pieces, int part) {
    this.budget = budget;
    this.grouping = grouping;
    this.schema = grouping.partialSchema();
    this.pieces = pieces;
    this.part = part;
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      BatchReader open = file;
      if (open != null) {
        Batch batch = open.next();
        if (batch != null) {
          return numbered(batch);
        }
        close();
        base += pieces.get(next++).groups();
      }
      if (next == pieces.size()) {
        return null;
      }
      Batch rows = enter(pieces.get(next));
      if (rows != null) {
        return rows;
      }
    }
  }

  /** The groups of a piece in memory; of one on disk the file is opened. */
  private @Nullable Batch enter(GroupPiece piece) {
    if (piece instanceof DiskPiece disk) {
      SpooledBatches spilled = disk.part(part);
      if (spilled != null) {
        file = spilled.open(budget);
        return null;
      }
    }
    Batch rows =
        piece instanceof MemoryPiece memory ? memory.part(budget, grouping, part, base) : null;
    next++;
    base += piece.groups();
    return rows;
  }

  private Batch numbered(Batch batch) {
    if (base == 0) {
      return batch;
    }
    try (batch) {
      return Ordinals.moved(budget, batch, base);
    }
  }

  @Override
  public void close() {
    BatchReader open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
