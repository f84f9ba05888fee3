package dev.quern.scheduler.store;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.Spillable;
import dev.quern.scheduler.event.TaskRef;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A result that is worth putting aside: in memory, on disk or both. Stands in the store for the
 * chunk it has. Thread-safe.
 *
 * <p>Readers pin it while they work on it, and what is pinned stays in memory. What was read back
 * keeps its file, so that putting it aside again costs nothing.
 */
final class Result implements Chunk {
  /* Smaller ones cost more to keep account of than they would give back. */
  static final long SMALLEST = 4 << 10;

  private final ResultHome home;
  private final int task;
  private final long size;
  private final BitSet done = new BitSet();

  /* Held while it is read back, which may need memory, for which others are put aside. */
  private final ReentrantLock loading = new ReentrantLock();

  /* Held for a moment, to look at what follows or to change it. */
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Chunk memory;
  private @Nullable SpilledChunk file;
  private int pins;
  private boolean writing;
  private boolean ended;
  /* Its part in the store's sum of bytes in memory. */
  private long counted;

  Result(ResultHome home, int task, Chunk chunk, long size) {
    this.home = home;
    this.task = task;
    this.memory = chunk;
    this.size = size;
    this.counted = size;
  }

  /** The chunk in memory, until {@link #unpin}; read back if need be. */
  Chunk pin() {
    return pin(home.memory());
  }

  private Chunk pin(MemoryBudget account) {
    Chunk there = pinIfThere();
    if (there != null) {
      return there;
    }
    loading.lock();
    try {
      there = pinIfThere();
      if (there != null) {
        return there;
      }
      long start = home.ledger().now();
      Chunk read = pinRead(source().load(account));
      home.ledger().reloaded(this, start);
      return read;
    } finally {
      loading.unlock();
    }
  }

  private @Nullable Chunk pinIfThere() {
    lock.lock();
    try {
      pins += memory == null ? 0 : 1;
      return memory;
    } finally {
      lock.unlock();
    }
  }

  private SpilledChunk source() {
    lock.lock();
    try {
      if (file == null) {
        throw new IllegalStateException("the result of " + origin() + " was given up before");
      }
      return file;
    } finally {
      lock.unlock();
    }
  }

  private Chunk pinRead(Chunk chunk) {
    lock.lock();
    try {
      memory = chunk;
      pins++;
      counted = size;
      home.moved(size);
      return chunk;
    } finally {
      lock.unlock();
    }
  }

  /** Takes back one {@link #pin}. */
  void unpin() {
    lock.lock();
    try {
      pins--;
    } finally {
      lock.unlock();
    }
  }

  /** Notes that task {@code reader} wants it no more. */
  void readerDone(int reader) {
    int readers = home.readers(task);
    lock.lock();
    try {
      for (int i = done.nextClearBit(0); i < readers; i = done.nextClearBit(i + 1)) {
        if (home.reader(task, i) == reader) {
          done.set(i);
          return;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands the chunk over to the caller; read back if need be, by then from the account of the
   * session, since that of the run may be closed.
   */
  Chunk take() {
    Chunk chunk = pin(home.ledger().memory());
    lock.lock();
    try {
      memory = null;
      end();
      return chunk;
    } finally {
      lock.unlock();
    }
  }

  /** Frees it, wherever it is. */
  @Override
  public void close() {
    lock.lock();
    try {
      Chunk chunk = memory;
      memory = null;
      end();
      if (chunk != null) {
        chunk.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The bytes it takes in memory when it is there. */
  long size() {
    return size;
  }

  /** The task that made it, for events. */
  TaskRef reference() {
    return home.reference(task);
  }

  /** Who made it. */
  Origin origin() {
    return reference().origin();
  }

  /** How many tasks from now on it is needed; the more, the sooner it is put aside. */
  int distance() {
    int readers = home.readers(task);
    int next;
    lock.lock();
    try {
      next = done.nextClearBit(0);
    } finally {
      lock.unlock();
    }
    return next < readers
        ? home.reader(task, next) - home.position()
        : Integer.MAX_VALUE; // only the caller of the run wants it, when all is done
  }

  /** Whether it could be put aside now, at a glance. */
  boolean isIdle() {
    lock.lock();
    try {
      Chunk chunk = memory;
      return chunk != null && !writing && canMove(chunk);
    } finally {
      lock.unlock();
    }
  }

  /* What goes to disk by itself may be read meanwhile. */
  private boolean canMove(Chunk chunk) {
    return chunk instanceof Spillable
        ? chunk.byteSize() > 0
        : pins == 0 && SpilledChunk.knows(chunk);
  }

  /** Bytes in memory that go to disk by themselves, whoever reads them. */
  long spillableBytes() {
    lock.lock();
    try {
      return memory instanceof Spillable itself ? itself.byteSize() : 0;
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody works on it. */
  boolean isPinned() {
    lock.lock();
    try {
      return pins > 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts it aside, unless it is in use.
   *
   * @return the bytes of memory that were given back
   * @throws dev.quern.engine.StorageException when the disk is full; it is unharmed
   */
  long spill() {
    Chunk mine;
    lock.lock();
    try {
      Chunk chunk = memory;
      if (chunk == null || writing || !canMove(chunk)) {
        return 0;
      }
      if (file != null) {
        return drop(chunk);
      }
      // Another handle: meanwhile this may be read, taken or closed.
      mine = chunk.retain();
      writing = true;
    } finally {
      lock.unlock();
    }
    SpilledChunk written = null;
    long gone = 0;
    try (mine) {
      if (mine instanceof Spillable itself) {
        gone = itself.spill(home.ledger().spill());
      } else {
        written = SpilledChunk.write(mine, "the result of " + origin(), home.ledger().spill());
      }
    } finally {
      lock.lock();
      try {
        writing = false;
        if (written != null) {
          gone = keep(written);
        } else {
          uncount(gone);
        }
      } finally {
        lock.unlock();
      }
    }
    return gone;
  }

  private long keep(SpilledChunk written) {
    if (ended) {
      written.close();
      return 0;
    }
    file = written;
    Chunk chunk = memory;
    return chunk == null || pins > 0 ? 0 : drop(chunk);
  }

  private long drop(Chunk chunk) {
    memory = null;
    chunk.close();
    uncount(size);
    return size;
  }

  private void uncount(long bytes) {
    if (!ended) {
      long gone = Math.min(bytes, counted);
      counted -= gone;
      home.moved(-gone);
    }
  }

  private void end() {
    ended = true;
    home.moved(-counted);
    home.ledger().remove(this);
    SpilledChunk spilled = file;
    file = null;
    if (spilled != null) {
      spilled.close();
    }
  }

  /** The bytes of it that are in memory now. */
  @Override
  public long byteSize() {
    lock.lock();
    try {
      return counted;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Chunk retain() {
    Chunk there = pin();
    try {
      return there.retain();
    } finally {
      unpin();
    }
  }
}
