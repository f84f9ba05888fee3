package dev.quern.engine.graph;

import dev.quern.engine.PlanException;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * Chunks that are not computed yet: a graph and the keys wanted of it. What arrays and dataframes
 * exchange, and what a session runs.
 */
public final class LazyChunks {
  private final TaskGraph graph;
  private final int[] outputs;

  LazyChunks(TaskGraph graph, int[] outputs) {
    this.graph = graph;
    this.outputs = outputs;
  }

  /**
   * The chunks called {@code outputs}, in this order, as {@code graph} computes them.
   *
   * @throws PlanException when the graph has no task of such a key
   */
  public static LazyChunks of(TaskGraph graph, List<Key> outputs) {
    int[] tasks = new int[outputs.size()];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = graph.indexOf(outputs.get(i));
      if (tasks[i] < 0) {
        throw new PlanException(
            "%s is wanted, but no task of the graph computes it".formatted(outputs.get(i)));
      }
    }
    return new LazyChunks(graph, tasks);
  }

  /** The chunks of {@code graph} that none of its tasks reads, in the order of the tasks. */
  public static LazyChunks sinks(TaskGraph graph) {
    return new LazyChunks(graph, graph.sinks());
  }

  /** How the chunks are computed. */
  public TaskGraph graph() {
    return graph;
  }

  /** The keys of the chunks, in order. */
  public List<Key> outputs() {
    return new KeyList(graph, outputs);
  }

  /** How many chunks there are. */
  public int size() {
    return outputs.length;
  }

  /** The number of the task that computes chunk {@code position}. */
  public int outputTask(int position) {
    return outputs[position];
  }

  /** The same chunks without tasks they do not need, linear runs fused, tasks in running order. */
  public LazyChunks optimized() {
    return Order.arrange(Fusion.fuse(Culling.cull(this)));
  }

  /** Whether each task's result is wanted, by task number. */
  boolean[] wanted() {
    boolean[] wanted = new boolean[graph.size()];
    for (int output : outputs) {
      wanted[output] = true;
    }
    return wanted;
  }

  /** These chunks in a graph of the tasks {@code sequence[0]}, {@code sequence[1]}... */
  LazyChunks select(int[] sequence) {
    int[] number = graph.positions(sequence);
    return new LazyChunks(graph.select(sequence, number), renumbered(number));
  }

  /** The tasks of the outputs, each replaced by its {@code number}. */
  int[] renumbered(int[] number) {
    int[] changed = new int[outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      changed[i] = number[outputs[i]];
    }
    return changed;
  }

  @Override
  public String toString() {
    return "LazyChunks[%d of %s]".formatted(outputs.length, graph);
  }

  private static final class KeyList extends AbstractList<Key> implements RandomAccess {
    private final TaskGraph graph;
    private final int[] tasks;

    KeyList(TaskGraph graph, int[] tasks) {
      this.graph = graph;
      this.tasks = tasks;
    }

    @Override
    public Key get(int position) {
      return graph.key(tasks[position]);
    }

    @Override
    public int size() {
      return tasks.length;
    }
  }
}
