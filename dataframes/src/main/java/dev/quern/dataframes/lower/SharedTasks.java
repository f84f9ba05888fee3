package dev.quern.dataframes.lower;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.scheduler.run.HandsOut;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The outputs of a graph, each to be computed on its own: what more than one of them needs is
 * computed first and held.
 *
 * <pre>
 *     a   b          outputs d and e both need c: {c} is shared;
 *      \ /           then d of {held c, x} and e of {held c, y}
 *   x   c   y
 *    \ / \ /
 *     d   e
 * </pre>
 */
public final class SharedTasks implements AutoCloseable {
  private final LazyChunks chunks;
  private final List<Integer> shared;
  private final Map<Integer, Integer> places;
  private List<? extends Held> held = List.of();

  private SharedTasks(LazyChunks chunks, List<Integer> shared) {
    this.chunks = chunks;
    this.shared = shared;
    this.places = HashMap.newHashMap(shared.size());
    for (int i = 0; i < shared.size(); i++) {
      places.put(shared.get(i), i);
    }
  }

  /** The shared tasks of {@code chunks}: those that several outputs reach by different ways. */
  public static SharedTasks of(LazyChunks chunks) {
    TaskGraph graph = chunks.graph();
    int[] onlyReader = new int[graph.size()];
    java.util.Arrays.fill(onlyReader, -1);
    BitSet many = new BitSet();
    for (int i = 0; i < chunks.size(); i++) {
      visit(graph, chunks.outputTask(i), i, onlyReader, many);
    }
    // Of tasks that several outputs need, only those that an unshared task reads must be held.
    BitSet frontier = new BitSet();
    for (int task = 0; task < graph.size(); task++) {
      if (many.get(task) && isRead(graph, task, many, chunks)) {
        frontier.set(task);
      }
    }
    return new SharedTasks(chunks, frontier.stream().boxed().toList());
  }

  /** The keys of the shared tasks. */
  public List<Key> shared() {
    return shared.stream().map(chunks.graph()::key).toList();
  }

  /** What to compute first. */
  public LazyChunks sharedChunks() {
    return LazyChunks.of(chunks.graph(), shared());
  }

  /** What holds the chunks of {@link #sharedChunks}, in order; closed with this. */
  public void hold(List<? extends Held> results) {
    held = List.copyOf(results);
  }

  /** How many outputs there are. */
  public int size() {
    return chunks.size();
  }

  /** One output, in a graph of just what it needs. */
  public LazyChunks output(int position) {
    TaskGraph graph = chunks.graph();
    TaskGraphBuilder builder = TaskGraph.builder();
    Key key = graph.key(chunks.outputTask(position));
    add(graph, chunks.outputTask(position), builder);
    return LazyChunks.of(builder.build(), List.of(key));
  }

  /** Frees what is held. */
  @Override
  public void close() {
    List<? extends Held> toClose = held;
    held = List.of();
    toClose.forEach(Held::close);
  }

  private void add(TaskGraph graph, int task, TaskGraphBuilder builder) {
    Key key = graph.key(task);
    if (builder.contains(key)) {
      return;
    }
    Integer position = places.get(task);
    if (position != null) {
      builder.add(key, new Handed(held.get(position)), graph.origin(task), List.of());
      return;
    }
    List<Key> inputs = new ArrayList<>();
    for (int i = 0; i < graph.inputCount(task); i++) {
      int input = graph.input(task, i);
      add(graph, input, builder);
      inputs.add(graph.key(input));
    }
    builder.add(key, graph.operator(task), graph.origin(task), inputs);
  }

  private static void visit(TaskGraph graph, int task, int output, int[] reader, BitSet many) {
    if (reader[task] == output || many.get(task)) {
      return;
    }
    if (reader[task] >= 0) {
      markMany(graph, task, many);
      return;
    }
    reader[task] = output;
    for (int i = 0; i < graph.inputCount(task); i++) {
      visit(graph, graph.input(task, i), output, reader, many);
    }
  }

  private static void markMany(TaskGraph graph, int task, BitSet many) {
    if (!many.get(task)) {
      many.set(task);
      for (int i = 0; i < graph.inputCount(task); i++) {
        markMany(graph, graph.input(task, i), many);
      }
    }
  }

  private static boolean isRead(TaskGraph graph, int task, BitSet many, LazyChunks chunks) {
    for (int i = 0; i < graph.successorCount(task); i++) {
      if (!many.get(graph.successor(task, i))) {
        return true;
      }
    }
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.outputTask(i) == task) {
        return true;
      }
    }
    return false;
  }

  /** A chunk that is there, in memory or on disk. */
  public interface Held extends AutoCloseable {

    /** A handle on it in memory, which the caller closes. */
    Chunk handle();

    @Override
    void close();
  }

  /** Hands out a chunk that is there already. */
  @SuppressWarnings("serial") // an executor elsewhere is given the chunk instead
  private record Handed(Held held) implements HandsOut {
    @Override
    public Chunk handle() {
      return held.handle();
    }
  }
}
