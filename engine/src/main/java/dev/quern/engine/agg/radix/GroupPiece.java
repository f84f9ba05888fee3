package dev.quern.engine.agg.radix;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Some groups of a partial aggregation, those of a bucket in order of first appearance. Owned:
 * closed once for the maker, and once for each {@link #retain}.
 */
abstract sealed class GroupPiece permits MemoryPiece, DiskPiece {
  private final AtomicInteger owners = new AtomicInteger(1);

  /** Bytes of native memory held. */
  abstract long byteSize();

  /**
   * The groups of a part alone, or of none; loose groups stay together. Owned by the caller.
   *
   * @param memory what is on disk is read into
   */
  abstract GroupPiece section(MemoryBudget memory, int part);

  /** Adds handles of the chunks it is made of to {@code parts}; says how to put them together. */
  abstract Form takeApart(List<Chunk> parts);

  /** Frees what is held; called once. */
  abstract void free();

  /** Makes a piece of the chunks that it takes out of {@code parts}. */
  interface Form extends Serializable {
    GroupPiece assemble(Iterator<Chunk> parts);
  }

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
