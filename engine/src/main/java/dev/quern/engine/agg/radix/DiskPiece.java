package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillFan;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.engine.spill.SpillWriter;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.Iterator;
import java.util.List;

/**
 * Groups or rows put aside, bucket by bucket in one file, from which each bucket can be read by
 * itself. What came from another process may be in memory for now.
 */
final class DiskPiece extends GroupPiece {
  private final SpooledBatches batches;
  private final boolean ofRows;

  /** The number of the first batch of each bucket, and of all. */
  private final int[] starts;

  private DiskPiece(SpooledBatches batches, boolean ofRows, int[] starts) {
    this.batches = batches;
    this.ofRows = ofRows;
    this.starts = starts;
  }

  /** Writes sorted pieces of one kind, which follow one another, to disk; they stay open. */
  static DiskPiece of(SpillSpace space, Grouping grouping, List<MemoryPiece> pieces) {
    boolean ofRows = pieces.getFirst().isOfRows();
    Schema schema = ofRows ? grouping.input() : grouping.partialSchema();
    long bytes = pieces.stream().mapToLong(MemoryPiece::byteSize).sum();
    int rows = pieces.stream().mapToInt(piece -> piece.batch().rows()).sum();
    // Copied a few at a time, since the session's memory is full.
    int most = SpillFan.rowsAtOnce(rows, bytes);
    MemoryBudget memory = space.memory();
    int[] starts = new int[Buckets.COUNT + 1];
    try (SpillWriter file = space.create("groups", schema)) {
      for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
        int number = bucket;
        int written = starts[bucket];
        RangeMorsels morsels =
            new RangeMorsels(pieces.stream().map(piece -> piece.bucket(number)).toList(), most);
        for (List<GroupRange> some = morsels.next(); !some.isEmpty(); some = morsels.next()) {
          try (Batch batch = GroupRange.concat(memory, schema, some)) {
            written += SpillFan.write(file, memory, batch);
          }
        }
        starts[bucket + 1] = written;
      }
      return new DiskPiece(SpooledBatches.of("groups", file.finish()), ofRows, starts);
    }
  }

  /** Whether these are rows to consume, and not states to merge. */
  boolean isOfRows() {
    return ofRows;
  }

  /** The number of the first batch of {@code bucket}, or of all batches after the last bucket. */
  int start(int bucket) {
    return starts[bucket];
  }

  /** The batches from number {@code from} to {@code to - 1}. */
  BatchReader open(MemoryBudget budget, int from, int to) {
    return batches.open(budget, from, to);
  }

  @Override
  long byteSize() {
    return batches.byteSize();
  }

  /** Puts what is in memory aside. */
  void spill(SpillSpace space) {
    long _ = batches.spill(space);
  }

  @Override
  GroupPiece section(MemoryBudget memory, int part) {
    int from = part == Sectioned.NONE ? 0 : starts[part * Buckets.PART_BUCKETS];
    int to = part == Sectioned.NONE ? 0 : starts[(part + 1) * Buckets.PART_BUCKETS];
    int[] own = new int[starts.length];
    for (int bucket = 0; bucket < own.length; bucket++) {
      own[bucket] = Math.clamp(starts[bucket], from, to) - from;
    }
    return new DiskPiece(batches.loaded(memory, from, to), ofRows, own);
  }

  @Override
  Form takeApart(List<Chunk> parts) {
    parts.add(batches.retain());
    return new DiskForm(ofRows, starts);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record DiskForm(boolean ofRows, int[] starts) implements Form {
    @Override
    public GroupPiece assemble(Iterator<Chunk> parts) {
      return new DiskPiece((SpooledBatches) parts.next(), ofRows, starts);
    }
  }

  @Override
  void free() {
    batches.close();
  }
}
