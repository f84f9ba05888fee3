package dev.quern.scheduler.spark.worker;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Results that several units of this process read, fetched once. Each is fetched by the first unit
 * that asks, while others that want it wait; it stays until it is the one not read for longest
 * among too many, or a unit comes that says its graph has ended. Thread-safe.
 */
final class SharedChunks implements AutoCloseable {
  /* Of the memory of the process, in percent: what units hold besides has the rest. */
  private static final int LARGEST_SHARE = 30;

  private final MemoryBudget memory;
  private final SpillSpace spill;
  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  /* In the order of their last use. */
  private final Map<Id, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  SharedChunks(MemoryLedger ledger, SpillSpace spill) {
    this.memory = ledger.memory().child("shared results");
    this.limit = ledger.memory().limit() / 100 * LARGEST_SHARE;
    this.spill = spill;
  }

  /**
   * Which result.
   *
   * @param graph the number of the graph
   * @param exchange the number of the exchange that it is in, in the whole cluster, or {@link
   *     UnitReads#COPIED}
   * @param unit who made it, or the task that ends the copy
   * @param section which section of it, or all
   */
  record Id(long graph, int exchange, int unit, int section) {}

  /** What shared results are allocated from. */
  MemoryBudget memory() {
    return memory;
  }

  /** Where those that may be on disk go. */
  SpillSpace spill() {
    return spill;
  }

  /** The most bytes of a result that should be in memory. */
  long share() {
    return limit / 4;
  }

  /**
   * Begins to get a result: the caller must {@link Entry#publish} or {@link Entry#abandon} it when
   * {@link Claim#mine}, and may {@link Entry#await} it otherwise.
   */
  Claim claim(Id id) {
    lock.lock();
    try {
      Entry entry = entries.get(id);
      if (entry != null && !entry.abandoned) {
        return new Claim(entry, false);
      }
      Entry fresh = new Entry();
      entries.put(id, fresh);
      return new Claim(fresh, true);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the caller is to fetch it. */
  record Claim(Entry entry, boolean mine) {}

  /** Gives up the results of all graphs before number {@code graph}. */
  void forgetBefore(long graph) {
    List<Entry> gone = new ArrayList<>();
    lock.lock();
    try {
      Iterator<Map.Entry<Id, Entry>> all = entries.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<Id, Entry> next = all.next();
        if (next.getKey().graph() < graph) {
          gone.add(next.getValue());
          all.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    gone.forEach(Entry::drop);
  }

  /* Those that were used last stay. */
  private void makeRoom() {
    List<Entry> gone = new ArrayList<>();
    lock.lock();
    try {
      long bytes = entries.values().stream().mapToLong(Entry::byteSize).sum();
      Iterator<Entry> oldest = entries.values().iterator();
      while (bytes > limit && oldest.hasNext()) {
        Entry entry = oldest.next();
        if (entry.byteSize() > 0) {
          bytes -= entry.byteSize();
          gone.add(entry);
          oldest.remove();
        }
      }
    } finally {
      lock.unlock();
    }
    gone.forEach(Entry::drop);
  }

  @Override
  public void close() {
    forgetBefore(Long.MAX_VALUE);
    memory.close();
  }

  /** A result that is there, or is being fetched. */
  final class Entry {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable Chunk chunk;
    private boolean dropped;
    private volatile boolean abandoned;

    /** Makes {@code fetched} known, which this owns from now on; returns a handle on it. */
    Chunk publish(Chunk fetched) {
      Chunk mine = fetched.retain();
      guard.lock();
      try {
        if (dropped) {
          fetched.close();
        } else {
          chunk = fetched;
        }
      } finally {
        guard.unlock();
        ended.countDown();
      }
      makeRoom();
      return mine;
    }

    /** Lets others try who wait for it; after {@link #publish} this does nothing. */
    void abandon() {
      if (ended.getCount() != 0) {
        abandoned = true;
        ended.countDown();
      }
    }

    /** Waits for it; null when it has been given up, so that the caller should claim it anew. */
    @Nullable Chunk await() throws InterruptedException {
      ended.await();
      guard.lock();
      try {
        return chunk == null ? null : chunk.retain();
      } finally {
        guard.unlock();
      }
    }

    private long byteSize() {
      guard.lock();
      try {
        return chunk == null ? 0 : chunk.byteSize();
      } finally {
        guard.unlock();
      }
    }

    private void drop() {
      Chunk gone;
      guard.lock();
      try {
        dropped = true;
        gone = chunk;
        chunk = null;
      } finally {
        guard.unlock();
      }
      if (gone != null) {
        gone.close();
      }
    }
  }
}
