package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.store.KeptChunk;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Chunks that stay until they are given up and no graph reads them any more; on disk while memory
 * is short. Thread-safe.
 */
final class KeptChunks implements Runnable {
  private final List<Key> keys;
  private final Map<Key, KeptChunk> chunks = new HashMap<>();
  private final KeptResults all;
  private final AtomicBoolean closed = new AtomicBoolean();

  /* Whoever persisted them is one user. */
  private final AtomicInteger users = new AtomicInteger(1);

  private KeptChunks(List<Key> keys, KeptResults all) {
    this.keys = List.copyOf(keys);
    this.all = all;
  }

  /** Takes {@code chunks} over, one by one: those before may go to disk for the next. */
  static KeptChunks of(
      MemoryLedger ledger, Origin origin, List<Key> keys, Iterator<Chunk> chunks, KeptResults all) {
    KeptChunks kept = new KeptChunks(keys, all);
    try {
      for (Key key : keys) {
        KeptChunk twice =
            kept.chunks.put(key, KeptChunk.keep(ledger, TaskRef.of(key, origin), chunks.next()));
        if (twice != null) {
          twice.close();
        }
      }
      return kept;
    } catch (Throwable unreadable) {
      kept.unpin();
      throw unreadable;
    }
  }

  List<Key> keys() {
    return keys;
  }

  /** Becomes a user, unless there is none left. */
  boolean pin() {
    return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Is a user no longer; the last one closes the chunks. */
  void unpin() {
    if (users.decrementAndGet() == 0) {
      chunks.values().forEach(KeptChunk::close);
    }
  }

  /** Another handle on the chunk of {@code key}; for a user. */
  Chunk handle(Key key) {
    KeptChunk chunk = chunks.get(key);
    if (chunk == null) {
      throw new IllegalStateException(key + " was not kept");
    }
    return chunk.handle();
  }

  /** Gives them up; a second call does nothing. */
  void close() {
    if (closed.compareAndSet(false, true)) {
      all.forget(this);
      unpin();
    }
  }

  @Override
  public void run() {
    close();
  }
}
