package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not computed yet: a frame, an array, a call of a method. What they have in
 * common is that they are chunks of a graph, so any of them can be computed together, and be
 * arguments of {@link Tasks#delayed delayed} calls.
 *
 * @param <T> what it is when it is computed
 */
public interface Lazy<T extends @Nullable Object> {

  /** How it is computed, and which chunks of that graph it consists of. */
  LazyChunks lazyChunks();

  /** The same for {@code session}, which may keep parts of it: they are read there. */
  default LazyChunks lazyChunks(Session session) {
    return lazyChunks();
  }

  /**
   * What stands for it within others that are built on it, if anything does: what is equal is
   * computed the same way, and read where it is kept.
   */
  default Optional<Object> identity() {
    return Optional.empty();
  }

  /** How much is in one of its chunks, in what it is counted by, such as rows; -1 if unknown. */
  default long sizeOf(Chunk chunk) {
    return -1;
  }

  /**
   * What it is when {@code chunks}, those of {@link #lazyChunks} in order, are there. Owns them
   * from here on; so does the caller the result, when it is {@link AutoCloseable}.
   *
   * @param memory where what of them is on disk is read to
   */
  T result(MemoryBudget memory, List<Chunk> chunks);

  /**
   * Computes it in {@link Session#current()}.
   *
   * @throws dev.quern.engine.TaskFailedException when a task threw: names it and the user's line
   */
  default T compute() {
    return compute(Session.current());
  }

  /** Computes it in {@code session}. */
  default T compute(Session session) {
    return result(session.memory(), session.submit(lazyChunks(session)).join());
  }

  /** Computes it and keeps it in {@link Session#current()}: see {@link Session#persist}. */
  default Persisted<T> persist() {
    return Session.current().persist(this);
  }
}
