package dev.quern.engine.graph;

import dev.quern.engine.PlanException;
import java.util.StringJoiner;

/** Puts tasks after their inputs, by depth-first search without recursion. Linear time. */
final class TopologicalSort {
  private static final byte NEW = 0;
  private static final byte ON_PATH = 1;
  private static final byte DONE = 2;

  private TopologicalSort() {}

  /**
   * All rows of {@code inputs}, each behind the rows it points to, otherwise as they stood.
   *
   * @throws PlanException when there is a cycle: the message shows it by its {@code keys}
   */
  static int[] of(Edges inputs, TaskKeys keys) {
    int size = inputs.rows();
    byte[] state = new byte[size];
    int[] cursor = new int[size];
    int[] path = new int[size];
    int[] sequence = new int[size];
    int emitted = 0;
    for (int root = 0; root < size; root++) {
      if (state[root] != NEW) {
        continue;
      }
      int depth = 0;
      path[0] = root;
      state[root] = ON_PATH;
      while (depth >= 0) {
        int task = path[depth];
        if (cursor[task] == inputs.count(task)) {
          state[task] = DONE;
          sequence[emitted++] = task;
          depth--;
          continue;
        }
        int input = inputs.target(task, cursor[task]++);
        if (state[input] == ON_PATH) {
          throw new PlanException(
              "tasks read each other in a circle: " + cycle(path, depth, input, keys));
        }
        if (state[input] == NEW) {
          state[input] = ON_PATH;
          path[++depth] = input;
        }
      }
    }
    return sequence;
  }

  private static String cycle(int[] path, int depth, int closing, TaskKeys keys) {
    StringJoiner text = new StringJoiner(" reads ");
    int from = depth;
    while (path[from] != closing) {
      from--;
    }
    for (int i = from; i <= depth; i++) {
      text.add(keys.get(path[i]).toString());
    }
    return text.add(keys.get(closing).toString()).toString();
  }
}
