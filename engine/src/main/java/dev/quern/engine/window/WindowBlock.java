package dev.quern.engine.window;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.KeyChanges;
import dev.quern.engine.sort.SortKey;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The rows of some whole partitions, in order: the columns that window functions look at, and where
 * partitions and runs of peers begin.
 */
final class WindowBlock implements AutoCloseable {
  private final MemoryBudget budget;
  private final Batch rows;
  private final List<SortKey> order;
  private final NativeBuffer partitions;
  private final NativeBuffer peers;

  /**
   * @param rows stays owned by the caller and open meanwhile
   * @param keys positions in {@code rows} of what they are sorted by
   * @param partitionKeys how many of them make the partitions
   */
  WindowBlock(MemoryBudget budget, Batch rows, List<SortKey> keys, int partitionKeys) {
    this.budget = budget;
    this.rows = rows;
    this.order = keys.subList(partitionKeys, keys.size());
    this.partitions = KeyChanges.starts(budget, rows, keys.subList(0, partitionKeys));
    try {
      this.peers = order.isEmpty() ? partitions.retain() : KeyChanges.starts(budget, rows, keys);
    } catch (RuntimeException | Error e) {
      partitions.close();
      throw e;
    }
  }

  MemoryBudget budget() {
    return budget;
  }

  Batch rows() {
    return rows;
  }

  int count() {
    return rows.rows();
  }

  /** What rows of a partition are ordered by. */
  List<SortKey> order() {
    return order;
  }

  /** A bit a row, set where a partition begins. */
  MemorySegment partitions() {
    return partitions.segment();
  }

  /** Behind the last row of the partition that begins at {@code begin}. */
  int partitionEnd(int begin) {
    return Bitmaps.next(partitions.segment(), begin + 1, count());
  }

  /** Behind the last row of the run of peers that begins at {@code begin}. */
  int peerEnd(int begin) {
    return Bitmaps.next(peers.segment(), begin + 1, count());
  }

  @Override
  public void close() {
    partitions.close();
    peers.close();
  }
}
