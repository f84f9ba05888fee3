package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Outputs;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lazy value that has been computed and is kept in its session: graphs of that session which
 * would compute it read it instead, and so do frames that are built on a persisted one. It is kept
 * until this is closed or the session is; when this was forgotten, until the garbage collector
 * finds it. While memory is short it lies on disk.
 *
 * <p>Frames and arrays hand out tables and arrays of their own, which share the memory and are
 * closed each for itself. A method's result is one object for all who ask for it.
 *
 * @param <T> what it is
 */
public final class Persisted<T extends @Nullable Object> implements Lazy<T>, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Lazy<T> lazy;
  private final LazyChunks wanted;
  private final Cleaner.Cleanable cleanable;

  private Persisted(Lazy<T> lazy, LazyChunks wanted, KeptChunks kept) {
    this.lazy = lazy;
    this.wanted = wanted;
    this.cleanable = CLEANER.register(this, kept);
  }

  static <T extends @Nullable Object> Persisted<T> of(
      Session session, KeptResults results, Lazy<T> lazy) {
    LazyChunks wanted = lazy.lazyChunks(session);
    try (Computation computation = session.keep(wanted);
        Outputs outputs = computation.outputs()) {
      Measured<T> chunks = new Measured<>(lazy, outputs, new ArrayList<>());
      KeptChunks kept = results.keep(KeptResults.KEPT, wanted.outputs(), chunks);
      lazy.identity().ifPresent(of -> results.name(of, new KeptValue(wanted, chunks.sizes), kept));
      return new Persisted<>(lazy, wanted, kept);
    }
  }

  /** Chunks on their way to be kept, whose sizes are noted. */
  private record Measured<T extends @Nullable Object>(
      Lazy<T> lazy, Outputs outputs, List<Long> sizes) implements Iterator<Chunk> {
    @Override
    public boolean hasNext() {
      return outputs.hasNext();
    }

    @Override
    public Chunk next() {
      Chunk chunk = outputs.next();
      sizes.add(lazy.sizeOf(chunk));
      return chunk;
    }
  }

  /** What it was computed from; in its session, nothing of that is computed again. */
  @Override
  public LazyChunks lazyChunks() {
    return wanted;
  }

  @Override
  public T result(MemoryBudget memory, List<Chunk> chunks) {
    return lazy.result(memory, chunks);
  }

  /** Gives it up; what has been computed from it stays. A second call does nothing. */
  @Override
  public void close() {
    cleanable.clean();
  }

  @Override
  public String toString() {
    return "Persisted[" + lazy + "]";
  }
}
