package dev.quern.scheduler.store;

import dev.quern.engine.chunk.Chunk;
import org.jspecify.annotations.Nullable;

/**
 * The live results of one run, by task number: put by the task that made them, closed when the last
 * reader is done.
 *
 * <p>No lock and no map: a slot is written before its readers become ready and cleared after the
 * last of them, so that the counters that order the tasks publish the slots too. Thread-safe under
 * that protocol.
 */
public final class ChunkStore {
  private static final long GRAIN = 1 << 20;

  private final @Nullable Chunk[] chunks;
  private final Countdowns readers;
  private final ByteGauge bytes;

  /**
   * An empty store.
   *
   * @param readers how often each result will be released; the array is the store's from now on
   * @param stripes how many threads change it at once
   */
  public ChunkStore(int[] readers, int stripes) {
    this.chunks = new @Nullable Chunk[readers.length];
    this.readers = new Countdowns(readers);
    this.bytes = new ByteGauge(stripes, GRAIN);
  }

  /** Keeps the result of {@code task}; one that nobody will read is closed at once. */
  public void put(int task, Chunk chunk, int stripe) {
    if (readers.isUsedUp(task)) {
      chunk.close();
      return;
    }
    long size = chunk.byteSize();
    chunks[task] = chunk;
    if (size != 0) {
      bytes.add(stripe, size);
    }
  }

  /** The result of {@code task}, or null when its run was stopped before there was one. */
  public @Nullable Chunk get(int task) {
    return chunks[task];
  }

  /** Notes that a reader of {@code task} is done; after the last one the result is closed. */
  public void release(int task, int stripe) {
    if (readers.countDown(task)) {
      Chunk chunk = take(task, stripe);
      if (chunk != null) {
        chunk.close();
      }
    }
  }

  /**
   * Removes the result of {@code task}, which is the caller's to close; null when there is none.
   */
  public @Nullable Chunk take(int task, int stripe) {
    Chunk chunk = chunks[task];
    if (chunk != null) {
      chunks[task] = null;
      long size = chunk.byteSize();
      if (size != 0) {
        bytes.add(stripe, -size);
      }
    }
    return chunk;
  }

  /** Bytes of the results that are here now. */
  public long liveBytes() {
    return bytes.live();
  }

  /** The most bytes of results that were here at once, to within a megabyte for each stripe. */
  public long peakBytes() {
    return bytes.peak();
  }
}
