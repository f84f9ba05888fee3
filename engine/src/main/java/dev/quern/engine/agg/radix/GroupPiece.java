package dev.quern.engine.agg.radix;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some groups of a partial aggregation, whose ordinals are numbers below {@link #groups} in order
 * of first appearance. Owned: closed once for the maker, and once for each {@link #retain}.
 */
abstract sealed class GroupPiece permits MemoryPiece, DiskPiece {
  private final AtomicInteger owners = new AtomicInteger(1);

  /** How many groups there are, each counted as often as it was put into a table anew. */
  abstract long groups();

  /** Bytes of native memory held. */
  abstract long byteSize();

  /** Frees what is held; called once. */
  abstract void free();

  final GroupPiece retain() {
    owners.incrementAndGet();
    return this;
  }

  final void close() {
    if (owners.decrementAndGet() == 0) {
      free();
    }
  }
}
