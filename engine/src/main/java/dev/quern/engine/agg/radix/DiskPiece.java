package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpilledBatches;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups on disk, a file a part: keys, states and INT64 ordinals. */
final class DiskPiece extends GroupPiece {
  private final long groups;
  private final List<@Nullable SpilledBatches> parts;

  private DiskPiece(long groups, List<@Nullable SpilledBatches> parts) {
    this.groups = groups;
    this.parts = parts;
  }

  /** Writes sorted pieces to disk; they stay open. */
  static DiskPiece of(
      SpillSpace space, MemoryBudget budget, Grouping grouping, List<MemoryPiece> pieces) {
    Schema schema = grouping.withOrdinal().partialSchema();
    try (SpillFan files = new SpillFan(space, budget, "groups", schema, 1 << Buckets.PART_BITS)) {
      long groups = 0;
      for (MemoryPiece piece : pieces) {
        for (int part = 0; part < 1 << Buckets.PART_BITS; part++) {
          try (Batch rows = piece.part(budget, schema, part, groups)) {
            if (rows != null) {
              files.write(part, rows);
            }
          }
        }
        groups += piece.groups();
      }
      return new DiskPiece(groups, files.finish());
    }
  }

  /** The file of a part; null when it has no groups. */
  @Nullable SpilledBatches part(int part) {
    return parts.get(part);
  }

  @Override
  long groups() {
    return groups;
  }

  @Override
  long byteSize() {
    return 0;
  }

  @Override
  void free() {
    SpillFan.close(parts);
  }
}
