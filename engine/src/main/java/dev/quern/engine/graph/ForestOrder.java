package dev.quern.engine.graph;

import java.util.Arrays;

/**
 * The static order of a graph in which no result is read twice: that of {@link Order}, which is
 * plain post-order here, and so can be computed rather than searched.
 *
 * <pre>
 *         4             sizes, ascending:     0:1 1:1 2:3 3:1 4:5
 *        / \            beginnings, descending: 4 begins at 0, so 2 at 0, so 0 at 0 and 1 at 1;
 *       2   3             3 behind the three tasks of 2, at 3
 *      / \              a task is the last of its own tree: 0 1 2 3 4
 *     0   1
 * </pre>
 *
 * <p>Linear but for sorting inputs by need. Every pass walks the arrays in order, so that a million
 * tasks take a tenth of what the search takes.
 */
final class ForestOrder {
  private final TaskGraph graph;
  private final InputOrder inputs;
  private final int[] trees;

  private ForestOrder(TaskGraph graph) {
    this.graph = graph;
    this.inputs = InputOrder.of(graph);
    this.trees = new int[graph.size()];
  }

  /** Whether no result of {@code graph} is read twice. */
  static boolean isForest(TaskGraph graph) {
    int[] start = graph.successors.start;
    int most = 0;
    for (int task = 0; task < graph.size(); task++) {
      most = Math.max(most, start[task + 1] - start[task]);
    }
    return most <= 1;
  }

  /** The tasks of a forest in running order. */
  static int[] of(TaskGraph graph) {
    return new ForestOrder(graph).sequence();
  }

  private int[] sequence() {
    measureTrees();
    int[] begin = new int[trees.length];
    int next = 0;
    for (int sink : inputs.sinks()) {
      begin[sink] = next;
      next += trees[sink];
    }
    int[] sequence = new int[trees.length];
    for (int task = trees.length - 1; task >= 0; task--) {
      int position = begin[task];
      for (int e = inputs.from(task); e < inputs.to(task); e++) {
        int input = inputs.get(e);
        begin[input] = position;
        position += trees[input];
      }
      sequence[position] = task;
    }
    return sequence;
  }

  private void measureTrees() {
    Arrays.fill(trees, 1);
    for (int task = 0; task < trees.length; task++) {
      if (graph.successorCount(task) != 0) {
        trees[graph.successor(task, 0)] += trees[task];
      }
    }
  }
}
