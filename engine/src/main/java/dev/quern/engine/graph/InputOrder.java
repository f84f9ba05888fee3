package dev.quern.engine.graph;

import java.util.Arrays;

/**
 * In which order the inputs of each task should be computed, and the tasks that nobody reads: what
 * {@link Order} knows of a graph before it begins.
 *
 * <p>The input that needs most room comes first, while nothing else is held: by Sethi-Ullman
 * numbers, exact for trees, an estimate where results are shared. The deepest of those that nobody
 * reads comes first, which starts the critical path.
 */
final class InputOrder {
  private final int[] start;
  private int[] visit;
  private final int[] sinks;

  private InputOrder(int[] start, int[] visit, int[] sinks) {
    this.start = start;
    this.visit = visit;
    this.sinks = sinks;
  }

  static InputOrder of(TaskGraph graph) {
    int[] sinks = graph.sinks();
    InputOrder order = new InputOrder(graph.inputs.start, graph.inputs.targets, sinks);
    order.sort();
    return order;
  }

  /** Where the inputs of {@code task} begin. */
  int from(int task) {
    return start[task];
  }

  /** Behind the inputs of {@code task}. */
  int to(int task) {
    return start[task + 1];
  }

  /** The input at place {@code e}. */
  int get(int e) {
    return visit[e];
  }

  /** The tasks that nobody reads. */
  int[] sinks() {
    return sinks;
  }

  private void sort() {
    int size = start.length - 1;
    int[] need = new int[size];
    int[] depth = new int[size];
    boolean copied = false;
    for (int task = 0; task < size; task++) {
      int from = start[task];
      int count = start[task + 1] - from;
      if (count > 1 && !isSorted(from, count, need)) {
        if (!copied) {
          visit = visit.clone();
          copied = true;
        }
        sort(from, count, need);
      }
      int most = count + 1;
      int deepest = 0;
      for (int i = 0; i < count; i++) {
        most = Math.max(most, need[visit[from + i]] + i);
        deepest = Math.max(deepest, depth[visit[from + i]] + 1);
      }
      need[task] = most;
      depth[task] = deepest;
    }
    sortSinks(depth);
  }

  private boolean isSorted(int from, int count, int[] need) {
    for (int i = from + 1; i < from + count; i++) {
      if (need[visit[i - 1]] < need[visit[i]]) {
        return false;
      }
    }
    return true;
  }

  /* Greatest need first, equal ones as they stood. */
  private void sort(int from, int count, int[] need) {
    long[] byNeed = new long[count];
    for (int i = 0; i < count; i++) {
      byNeed[i] = ((long) -need[visit[from + i]] << 32) | i;
    }
    Arrays.sort(byNeed);
    int[] unsorted = Arrays.copyOfRange(visit, from, from + count);
    for (int i = 0; i < count; i++) {
      visit[from + i] = unsorted[(int) byNeed[i]];
    }
  }

  private void sortSinks(int[] depth) {
    long[] byDepth = new long[sinks.length];
    for (int i = 0; i < sinks.length; i++) {
      byDepth[i] = ((long) -depth[sinks[i]] << 32) | sinks[i];
    }
    Arrays.sort(byDepth);
    for (int i = 0; i < sinks.length; i++) {
      sinks[i] = (int) byDepth[i];
    }
  }
}
