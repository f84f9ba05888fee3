package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.scheduler.run.HandsOut;
import dev.quern.scheduler.store.MemoryLedger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The chunks that were persisted in a session, by the keys of the tasks that made them. */
final class KeptResults implements AutoCloseable {
  static final Origin KEPT = Origin.of("persisted");

  private final MemoryLedger ledger;
  private final Map<Key, KeptChunks> kept = new ConcurrentHashMap<>();
  private final Map<Object, Named> named = new ConcurrentHashMap<>();

  /** Nothing yet; what is kept is held in {@code ledger}. */
  KeptResults(MemoryLedger ledger) {
    this.ledger = ledger;
  }

  /** Keeps {@code chunks}, the results of {@code keys}. */
  KeptChunks keep(Origin origin, List<Key> keys, Iterator<Chunk> chunks) {
    KeptChunks all = KeptChunks.of(ledger, origin, keys, chunks, this);
    keys.forEach(key -> kept.put(key, all));
    return all;
  }

  /** Has {@code chunks} found as {@code value} by what stands for it. */
  void name(Object identity, KeptValue value, KeptChunks chunks) {
    named.put(identity, new Named(value, chunks));
  }

  /** What is kept of what {@code identity} stands for. */
  Optional<KeptValue> named(Object identity) {
    // Nothing is kept as a rule, and to hash a plan is not for nothing.
    Named there = named.isEmpty() ? null : named.get(identity);
    return there == null ? Optional.empty() : Optional.of(there.value());
  }

  void forget(KeptChunks chunks) {
    chunks.keys().forEach(key -> kept.remove(key, chunks));
    named.values().removeIf(value -> value.chunks() == chunks);
  }

  private record Named(KeptValue value, KeptChunks chunks) {}

  /**
   * {@code wanted} with what is kept in the place of the tasks that would compute it. The chunks
   * stay until the use is closed, whoever gives them up meanwhile.
   */
  Use use(LazyChunks wanted) {
    Use use = new Use();
    TaskGraph graph = wanted.graph();
    for (Map.Entry<Key, KeptChunks> entry : kept.entrySet()) {
      if (graph.contains(entry.getKey()) && entry.getValue().pin()) {
        use.pinned.add(entry.getValue());
        use.found.put(entry.getKey(), entry.getValue());
      }
    }
    use.chunks = use.found.isEmpty() ? wanted : use.replaced(wanted);
    return use;
  }

  /** Gives all up. */
  @Override
  public void close() {
    List.copyOf(kept.values()).forEach(KeptChunks::close);
  }

  /** Lazy chunks that read kept ones. */
  static final class Use implements AutoCloseable {
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<KeptChunks> pinned = new ArrayList<>();
    private final Map<Key, KeptChunks> found = new ConcurrentHashMap<>();
    private LazyChunks chunks = LazyChunks.sinks(TaskGraph.builder().build());

    LazyChunks chunks() {
      return chunks;
    }

    private LazyChunks replaced(LazyChunks wanted) {
      TaskGraphBuilder builder = TaskGraph.builder();
      found.forEach((key, there) -> builder.add(key, new Handed(there, key), KEPT));
      // What is there already is not added again, nor is what only that needs in the end.
      builder.addAll(wanted.graph());
      return LazyChunks.of(builder.build(), wanted.outputs());
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        pinned.forEach(KeptChunks::unpin);
      }
    }
  }

  /** Hands out a chunk that is there. */
  @SuppressWarnings("serial") // stays in the session whose memory it hands out
  private record Handed(KeptChunks chunks, Key key) implements HandsOut {
    @Override
    public Chunk handle() {
      return chunks.handle(key);
    }
  }
}
