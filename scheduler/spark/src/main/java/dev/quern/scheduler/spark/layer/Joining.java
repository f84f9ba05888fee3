package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.Token;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which tasks are carried out where their only reader is, so that their result stays there:
 *
 * <pre>
 *   a0  a1   b0  b1              a0   b0     a1   b1
 *    |    \ /    |                 \ /         \ /
 *    |     X     |       ──&gt;      a0>b0>c0   a1>b1>c1       both sides of an elementwise operation
 *     \   / \   /
 *       c0    c1
 *
 *   a0 a1 a2 a3                  a tree over many partitions of one operation is left as it is:
 *     \ \ / /                    joined, one place would do the work of all
 *        c
 * </pre>
 *
 * A task joins its reader when the reader reads no other task of the same operation. When several
 * could join the same reader, only those of operations with several tasks do: of single calls each
 * may be long, and they can be carried out at once.
 */
final class Joining {
  private final OpenTasks open;
  private final TaskGraph graph;
  /* By somebody else. */
  private final boolean[] wanted;
  private final Map<Token, Integer> sizes = new HashMap<>();

  private Joining(OpenTasks open, boolean[] wanted) {
    this.open = open;
    this.graph = open.graph();
    this.wanted = wanted;
    for (int task = 0; task < graph.size(); task++) {
      if (open.isOpen(task)) {
        sizes.merge(graph.key(task).token(), 1, Integer::sum);
      }
    }
  }

  /**
   * Whether each task, by number, joins the one task that reads it.
   *
   * @param wanted whether each task's result is wanted by others than tasks
   */
  static boolean[] of(OpenTasks open, boolean[] wanted) {
    Joining joining = new Joining(open, wanted);
    boolean[] joins = new boolean[wanted.length];
    for (int reader = 0; reader < joins.length; reader++) {
      if (open.isOpen(reader)) {
        joining.mark(reader, joins);
      }
    }
    return joins;
  }

  private void mark(int reader, boolean[] joins) {
    Set<Token> once = operationsReadOnce(reader);
    int candidates = 0;
    for (int i = 0; i < graph.inputCount(reader); i++) {
      candidates += isCandidate(graph.input(reader, i), once) ? 1 : 0;
    }
    for (int i = 0; i < graph.inputCount(reader); i++) {
      int input = graph.input(reader, i);
      boolean several = sizes.getOrDefault(graph.key(input).token(), 0) > 1;
      joins[input] |= isCandidate(input, once) && (candidates == 1 || several);
    }
  }

  private boolean isCandidate(int task, Set<Token> once) {
    return open.isOpen(task)
        && open.readers(task) == 1
        && !wanted[task]
        && once.contains(graph.key(task).token());
  }

  private Set<Token> operationsReadOnce(int reader) {
    Set<Token> once = new HashSet<>();
    Set<Token> more = new HashSet<>();
    for (int i = 0; i < graph.inputCount(reader); i++) {
      Token token = graph.key(graph.input(reader, i)).token();
      if (open.isRead(reader, i) && !once.add(token)) {
        more.add(token);
      }
    }
    once.removeAll(more);
    return once;
  }
}
