package dev.quern.scheduler.task;

import dev.quern.engine.CancelledException;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Chunked;
import dev.quern.engine.graph.Origin;
import dev.quern.scheduler.event.TaskRef;
import dev.quern.scheduler.store.KeptChunk;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A result that consists of chunks and that nobody has taken yet: it lies on disk while memory is
 * short. The first who takes it puts it together; all get the same object. Thread-safe.
 */
final class HeldResult implements AutoCloseable {
  private final List<KeptChunk> chunks;
  private final Function<List<Chunk>, ?> assembly;
  private final Origin origin;
  /* Held while it is read back, so that all who come meanwhile get the same. */
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Object taken;
  private boolean closed;

  private HeldResult(List<KeptChunk> chunks, Function<List<Chunk>, ?> assembly, Origin origin) {
    this.chunks = chunks;
    this.assembly = assembly;
    this.origin = origin;
  }

  /** {@code value} to be kept, taken apart if it consists of chunks; else the same. */
  static @Nullable Object of(@Nullable Object value, MemoryLedger ledger, TaskRef task) {
    return switch (value) {
      case Chunked<?> whole -> {
        List<Chunk> parts = whole.chunks();
        Function<List<Chunk>, ?> assembly = whole.assembly();
        whole.close();
        yield new HeldResult(keep(parts, ledger, task), assembly, task.origin());
      }
      case Chunk chunk ->
          new HeldResult(keep(List.of(chunk), ledger, task), List::getFirst, task.origin());
      case null, default -> value;
    };
  }

  private static List<KeptChunk> keep(List<Chunk> chunks, MemoryLedger ledger, TaskRef task) {
    return chunks.stream().map(chunk -> KeptChunk.keep(ledger, task, chunk)).toList();
  }

  /** The bytes it takes in memory. */
  long size() {
    return chunks.stream().mapToLong(KeptChunk::size).sum();
  }

  /**
   * The result, which the caller closes.
   *
   * @throws CancelledException when it was closed before, with its session
   */
  Object take() {
    lock.lock();
    try {
      Object result = taken;
      if (result == null) {
        if (closed) {
          throw new CancelledException(
              "the session was closed before anybody took the result of " + origin);
        }
        result = assembly.apply(takeAll());
        taken = result;
      }
      return result;
    } finally {
      lock.unlock();
    }
  }

  /* When one cannot be read back, none is taken: whoever comes next tries again. */
  private List<Chunk> takeAll() {
    List<Chunk> handles = new ArrayList<>(chunks.size());
    try {
      for (KeptChunk chunk : chunks) {
        handles.add(chunk.handle());
      }
    } catch (Throwable unreadable) {
      handles.forEach(Chunk::close);
      throw unreadable;
    }
    chunks.forEach(KeptChunk::close);
    return handles;
  }

  /** Gives it up, unless it was taken. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (taken == null && !closed) {
        closed = true;
        chunks.forEach(KeptChunk::close);
      }
    } finally {
      lock.unlock();
    }
  }
}
