package dev.quern.engine.graph;

import java.util.Arrays;

/** How urgent the tasks of a graph are: as urgent as the most urgent one that needs them. */
final class Urgency {
  private Urgency() {}

  /** {@code sequence}, an order in which the tasks can run, with the most urgent ones first. */
  static int[] sort(TaskGraph graph, int[] sequence) {
    AnnotationTable table = graph.annotations;
    if (table == null || !table.hasPriorities()) {
      return sequence;
    }
    int[] urgency = new int[graph.size()];
    for (int task = graph.size() - 1; task >= 0; task--) {
      int most = graph.annotations(task).priority();
      for (int i = 0; i < graph.successorCount(task); i++) {
        most = Math.max(most, urgency[graph.successor(task, i)]);
      }
      urgency[task] = most;
    }
    /* What a task reads is at least as urgent and was before it, so it still comes before it. */
    long[] byUrgency = new long[sequence.length];
    for (int i = 0; i < sequence.length; i++) {
      byUrgency[i] = ((long) ~urgency[sequence[i]] << 32) | i;
    }
    Arrays.sort(byUrgency);
    int[] sorted = new int[sequence.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = sequence[(int) byUrgency[i]];
    }
    return sorted;
  }
}
