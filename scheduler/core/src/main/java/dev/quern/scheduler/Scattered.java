package dev.quern.scheduler;

import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Chunked;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.task.CallResults;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that was put into a session for many tasks to share: a dictionary, a model, a small
 * table. It is an argument of {@linkplain Tasks#delayed delayed} calls and is asked for by
 * submitted tasks with {@link #get}.
 *
 * <pre>{@code
 * try (Scattered<Table> airports = scatter(readCsv("airports.csv").collect())) {
 *   List<Long> counts = compute(files.map(f -> delayed(Join::count, value(f), airports)).toList());
 * }
 * }</pre>
 *
 * <p>It is kept until this is closed and no graph that was submitted before reads it any more, or
 * until the session is closed; when this was forgotten, until the garbage collector finds it.
 * Tables, arrays and chunks are counted in the session's memory and lie on disk while that is
 * short; other objects stay on the heap. Thread-safe.
 *
 * @param <T> the type of the value
 */
public final class Scattered<T> implements Lazy<T>, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final AtomicLong NUMBERED = new AtomicLong();

  private final LazyChunks chunks;
  private final KeptChunks kept;
  private final Origin origin;
  /* Makes a table or an array of its chunks; null for one object that all share. */
  private final @Nullable Function<List<Chunk>, ?> assembly;
  private final Cleaner.Cleanable cleanable;

  private Scattered(
      LazyChunks chunks,
      KeptChunks kept,
      Origin origin,
      @Nullable Function<List<Chunk>, ?> assembly) {
    this.chunks = chunks;
    this.kept = kept;
    this.origin = origin;
    this.assembly = assembly;
    this.cleanable = CLEANER.register(this, kept);
  }

  static <T> Scattered<T> of(KeptResults results, T value) {
    if (value instanceof Lazy<?>) {
      throw new PlanException(value + " is not computed yet: persist it instead");
    }
    Origin origin = new Origin("scattered", SourceLine.here());
    List<Chunk> parts;
    Function<List<Chunk>, ?> assembly = null;
    if (value instanceof Chunked<?> whole) {
      parts = whole.chunks();
      assembly = whole.assembly();
      whole.close();
    } else {
      parts = List.of(CallResults.chunk(value));
    }
    Token token = Token.of("scattered", NUMBERED.getAndIncrement());
    TaskGraphBuilder graph = TaskGraph.builder();
    List<Key> keys = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      keys.add(token.at(i));
      graph.add(token.at(i), new Missing(origin), origin);
    }
    KeptChunks kept = results.keep(origin, keys, parts.iterator());
    return new Scattered<>(LazyChunks.of(graph.build(), keys), kept, origin, assembly);
  }

  /**
   * The value. Of a table, an array or a chunk it is a handle of its own, which the caller closes;
   * any other object is the one that was scattered, and stays the session's to close.
   *
   * @throws PlanException when this was closed
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // what was scattered
  public T get() {
    if (!kept.pin()) {
      throw missing(origin);
    }
    try {
      List<Chunk> handles = new ArrayList<>(kept.keys().size());
      try {
        for (Key key : kept.keys()) {
          handles.add(kept.handle(key));
        }
      } catch (Throwable unreadable) {
        handles.forEach(Chunk::close);
        throw unreadable;
      }
      return (T) value(handles);
    } finally {
      kept.unpin();
    }
  }

  /** In the session it was scattered in, nothing of this is computed. */
  @Override
  public LazyChunks lazyChunks() {
    return chunks;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // what was scattered
  public T result(MemoryBudget memory, List<Chunk> handles) {
    return (T) value(handles);
  }

  private @Nullable Object value(List<Chunk> handles) {
    if (assembly != null) {
      return assembly.apply(handles);
    }
    Chunk only = handles.getFirst();
    Object value = CallResults.value(only);
    if (!(value instanceof Chunk)) {
      only.close();
    }
    return value;
  }

  /** Whether all who ask are given one object, which none of them closes. */
  boolean isShared() {
    return assembly == null;
  }

  /** Gives it up; a second call does nothing. */
  @Override
  public void close() {
    cleanable.clean();
  }

  @Override
  public String toString() {
    return "Scattered[" + origin.where() + "]";
  }

  private static PlanException missing(Origin origin) {
    return new PlanException(
        "what was scattered%s is not in this session: it was closed, or scattered in another one"
            .formatted(origin.where().suffix()));
  }

  /** In the place of the value, for graphs of sessions that do not have it. */
  private record Missing(Origin origin) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      throw missing(origin);
    }
  }
}
