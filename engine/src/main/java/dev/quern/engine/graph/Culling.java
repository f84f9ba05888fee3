package dev.quern.engine.graph;

/**
 * Leaves out the tasks that no output needs.
 *
 * <pre>
 *     a   b   c            a   b
 *      \ / \ /     want     \ /
 *       d   e       d        d
 * </pre>
 */
public final class Culling {
  private Culling() {}

  /** {@code chunks} with only the tasks they need; the same object when all are. Linear time. */
  public static LazyChunks cull(LazyChunks chunks) {
    TaskGraph graph = chunks.graph();
    boolean[] needed = chunks.wanted();
    int count = 0;
    for (int task = graph.size() - 1; task >= 0; task--) {
      if (needed[task]) {
        count++;
        for (int i = 0; i < graph.inputCount(task); i++) {
          needed[graph.input(task, i)] = true;
        }
      }
    }
    return count == graph.size() ? chunks : chunks.select(numbers(needed, count));
  }

  private static int[] numbers(boolean[] chosen, int count) {
    int[] numbers = new int[count];
    int filled = 0;
    for (int i = 0; i < chosen.length; i++) {
      if (chosen[i]) {
        numbers[filled++] = i;
      }
    }
    return numbers;
  }
}
