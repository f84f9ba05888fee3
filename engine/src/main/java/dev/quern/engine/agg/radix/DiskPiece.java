package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Chunk;
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
 * Groups put aside, a file a part: keys, states and INT64 ordinals. What came from another process
 * may be in memory for now.
 */
final class DiskPiece extends GroupPiece {
  private final long groups;
  private final List<@Nullable SpooledBatches> parts;

  private DiskPiece(long groups, List<@Nullable SpooledBatches> parts) {
    this.groups = groups;
    this.parts = parts;
  }

  /** Writes sorted pieces to disk; they stay open. */
  static DiskPiece of(SpillSpace space, Grouping grouping, List<MemoryPiece> pieces) {
    Grouping numbered = grouping.withOrdinal();
    Schema schema = numbered.partialSchema();
    try (SpillFan files =
        new SpillFan(space, space.memory(), "groups", schema, 1 << Buckets.PART_BITS)) {
      long groups = 0;
      for (MemoryPiece piece : pieces) {
        for (int part = 0; part < 1 << Buckets.PART_BITS; part++) {
          int file = part;
          piece.part(space.memory(), numbered, part, groups, rows -> files.write(file, rows));
        }
        groups += piece.groups();
      }
      return new DiskPiece(groups, files.finish());
    }
  }

  /** The file of a part; null when it has no groups. */
  @Nullable SpooledBatches part(int part) {
    return parts.get(part);
  }

  @Override
  long groups() {
    return groups;
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
  Form takeApart(List<Chunk> chunks) {
    boolean[] present = new boolean[parts.size()];
    for (int i = 0; i < present.length; i++) {
      SpooledBatches part = parts.get(i);
      if (part != null) {
        present[i] = true;
        chunks.add(part.retain());
      }
    }
    return new DiskForm(groups, present);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record DiskForm(long groups, boolean[] present) implements Form {
    @Override
    public GroupPiece assemble(Iterator<Chunk> chunks) {
      List<@Nullable SpooledBatches> parts = new ArrayList<>();
      for (boolean is : present) {
        parts.add(is ? (SpooledBatches) chunks.next() : null);
      }
      return new DiskPiece(groups, Collections.unmodifiableList(parts));
    }
  }

  @Override
  void free() {
    SpillFan.close(parts);
  }
}
