package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups put aside, a file a part: keys and states. What came from another process may be in memory
 * for now.
 */
final class DiskPiece extends GroupPiece {
  private final List<@Nullable SpooledBatches> parts;

  private DiskPiece(List<@Nullable SpooledBatches> parts) {
    this.parts = parts;
  }

  /** Writes sorted pieces to disk; they stay open. */
  static DiskPiece of(SpillSpace space, Grouping grouping, List<MemoryPiece> pieces) {
    Schema schema = grouping.partialSchema();
    try (SpillFan files =
        new SpillFan(space, space.memory(), "groups", schema, 1 << Buckets.PART_BITS)) {
      for (MemoryPiece piece : pieces) {
        for (int part = 0; part < 1 << Buckets.PART_BITS; part++) {
          write(files, part, space.memory(), grouping, piece);
        }
      }
      return new DiskPiece(files.finish());
    }
  }

  /** Writes the groups of a part, copied a few at a time, since the session's memory is full. */
  private static void write(
      SpillFan files, int part, MemoryBudget budget, Grouping grouping, MemoryPiece piece) {
    // The state of a row takes more than the row.
    long bytes = piece.byteSize() * (piece.isOfRows() ? 4 : 1);
    int most = SpillFan.rowsAtOnce(piece.batch().rows(), bytes);
    try (RangeReader groups = new RangeReader(budget, grouping, List.of(piece.part(part)), most)) {
      for (Batch next = groups.next(); next != null; next = groups.next()) {
        try (Batch some = next) {
          files.write(part, some);
        }
      }
    }
  }

  /** The file of a part; null when it has no groups. */
  @Nullable SpooledBatches part(int part) {
    return parts.get(part);
  }

  @Override
  long byteSize() {
    return parts.stream().mapToLong(part -> part == null ? 0 : part.byteSize()).sum();
  }

  /** Puts what is in memory aside. */
  void spill(SpillSpace space) {
    for (SpooledBatches part : parts) {
      if (part != null) {
        part.spill(space);
      }
    }
  }

  @Override
  GroupPiece section(int part) {
    List<@Nullable SpooledBatches> one = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      SpooledBatches rows = parts.get(i);
      one.add(i == part && rows != null ? rows.retain() : null);
    }
    return new DiskPiece(Collections.unmodifiableList(one));
  }

  @Override
  Form takeApart(List<Chunk> chunks) {
    boolean[] present = new boolean[parts.size()];
    for (int i = 0; i < present.length; i++) {
      SpooledBatches part = parts.get(i);
      if (part != null) {
        present[i] = true;
        chunks.add(part.retain());
      }
    }
    return new DiskForm(present);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record DiskForm(boolean[] present) implements Form {
    @Override
    public GroupPiece assemble(Iterator<Chunk> chunks) {
      List<@Nullable SpooledBatches> parts = new ArrayList<>();
      for (boolean is : present) {
        parts.add(is ? (SpooledBatches) chunks.next() : null);
      }
      return new DiskPiece(Collections.unmodifiableList(parts));
    }
  }

  @Override
  void free() {
    SpillFan.close(parts);
  }
}
