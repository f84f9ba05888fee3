package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Sectioned;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.key.RadixOrder;
import dev.quern.engine.memory.MemoryBudget;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Groups in memory: loose, in order of first appearance, or sorted by the bits of their hashes. Or
 * rows, sorted too, of which each counts as a group until they are merged.
 *
 * <pre>
 *   loose    keys | states
 *   sorted   keys | states     bucket by bucket
 *   rows     inputs            bucket by bucket
 * </pre>
 */
final class MemoryPiece extends GroupPiece {
  /** What a piece may have at most to stay loose: the tree merges it with others in no time. */
  private static final int LOOSE_GROUPS = 16 << 10;

  private static final long LOOSE_BYTES = 1 << 20;

  private final Batch batch;
  private final boolean ofRows;
  private final int @Nullable [] starts;

  private MemoryPiece(Batch batch, boolean ofRows, int @Nullable [] starts) {
    this.batch = batch;
    this.ofRows = ofRows;
    this.starts = starts;
  }

  /** Takes over a partial result: loose if it is small, else sorted. */
  static MemoryPiece of(MemoryBudget budget, Batch groups, int keys) {
    if (groups.rows() <= LOOSE_GROUPS && groups.byteSize() <= LOOSE_BYTES) {
      return new MemoryPiece(groups, false, null);
    }
    try (groups) {
      return sorted(budget, groups, keys);
    }
  }

  /** The groups of {@code loose} sorted; it stays open. */
  static MemoryPiece sorted(MemoryBudget budget, Batch loose, int keys) {
    return sorted(budget, loose, IntStream.range(0, keys).boxed().toList(), false);
  }

  /**
   * Rows sorted.
   *
   * @param rows without dictionaries; stay open
   * @param keys positions of the keys
   */
  static MemoryPiece ofRows(MemoryBudget budget, Batch rows, List<Integer> keys) {
    return sorted(budget, rows, keys, true);
  }

  private static MemoryPiece sorted(
      MemoryBudget budget, Batch batch, List<Integer> keys, boolean ofRows) {
    int n = batch.rows();
    try (RadixOrder order =
        RadixOrder.of(
            budget, keys.stream().map(batch::column).toList(), n, 0, Buckets.BUCKET_BITS)) {
      Batch sorted = Take.gather(budget, batch, order.rows().segment(), n);
      return new MemoryPiece(sorted, ofRows, order.starts());
    }
  }

  boolean isLoose() {
    return starts == null;
  }

  /** Whether these are rows to consume, and not states to merge. */
  boolean isOfRows() {
    return ofRows;
  }

  /** The groups or rows; stays owned by this. */
  Batch batch() {
    return batch;
  }

  /** The groups or rows of a bucket; of a sorted piece. */
  GroupRange bucket(int bucket) {
    int[] known = starts;
    if (known == null) {
      throw new IllegalStateException("not sorted");
    }
    return new GroupRange(batch, ofRows, known[bucket], known[bucket + 1] - known[bucket]);
  }

  @Override
  long byteSize() {
    return batch.byteSize();
  }

  @Override
  GroupPiece section(MemoryBudget memory, int part) {
    int[] known = starts;
    if (known == null) {
      return retain();
    }
    int from = part == Sectioned.NONE ? 0 : known[part * Buckets.PART_BUCKETS];
    int to = part == Sectioned.NONE ? 0 : known[(part + 1) * Buckets.PART_BUCKETS];
    // Slices begin at multiples of 64 rows: those before the part are in no bucket.
    int begin = from & -64;
    int[] own = new int[known.length];
    for (int bucket = 0; bucket < own.length; bucket++) {
      own[bucket] = Math.clamp(known[bucket], from, to) - begin;
    }
    return new MemoryPiece(batch.slice(begin, to - begin), ofRows, own);
  }

  @Override
  Form takeApart(List<Chunk> parts) {
    parts.add(batch.retain());
    return new MemoryForm(ofRows, starts);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record MemoryForm(boolean ofRows, int @Nullable [] starts) implements Form {
    @Override
    public GroupPiece assemble(Iterator<Chunk> parts) {
      return new MemoryPiece((Batch) parts.next(), ofRows, starts);
    }
  }

  @Override
  void free() {
    batch.close();
  }
}
