package dev.quern.scheduler.spark.layer;

import dev.quern.engine.graph.DataBound;
import dev.quern.engine.graph.TaskGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is left to do when the work that may be long is done: units of {@link DataBound} tasks, with
 * nothing but such behind them. How long they take is known when their first inputs are there:
 *
 * <pre>
 *   scan0   scan1   scan2        may be long: they read files
 *      \     / \     /
 *      merge0   merge1           the rest: stages of their own, if there is much to merge,
 *          \   /                 and otherwise one task's work
 *          total
 * </pre>
 */
final class Rest {
  private final OpenTasks open;
  private final TaskGraph graph;
  private final boolean[] needed;
  private final int[] homes;
  /* By the last task of a unit that is no stage. */
  private final boolean[] isCopied;
  /* By the last task of a unit. */
  private final boolean[] mayBeLong;
  private final int[] depth;

  private Rest(OpenTasks open, boolean[] joins, Copies copies, int... targets) {
    this.open = open;
    this.graph = open.graph();
    this.needed = open.needed(targets);
    this.homes = open.homes(joins);
    this.isCopied = new boolean[needed.length];
    for (int task = 0; task < needed.length; task++) {
      isCopied[task] = copies.isCopied(task);
    }
    for (int target : targets) {
      isCopied[target] = false;
    }
    this.mayBeLong = new boolean[needed.length];
    this.depth = new int[needed.length];
    markLong();
    measure();
  }

  /**
   * The rest of what leads to some tasks.
   *
   * @param joins whether each task joins its reader
   * @param copies units that are carried out by those who read them
   * @param targets the tasks
   */
  static Rest of(OpenTasks open, boolean[] joins, Copies copies, int... targets) {
    return new Rest(open, joins, copies, targets);
  }

  private void markLong() {
    for (int task = 0; task < needed.length; task++) {
      if (needed[task]
          && !isCopied[homes[task]]
          && (graph.inputCount(task) == 0 || !DataBound.of(graph.operator(task)))) {
        mayBeLong[homes[task]] = true;
      }
    }
    // A task's readers have higher numbers, so what is behind it is known.
    for (int task = needed.length - 1; task >= 0; task--) {
      for (int i = 0; needed[task] && i < graph.inputCount(task); i++) {
        if (open.isRead(task, i) && mayBeLong[homes[task]]) {
          mayBeLong[homes[graph.input(task, i)]] = true;
        }
      }
    }
  }

  private void measure() {
    for (int task = 0; task < needed.length; task++) {
      int home = homes[task];
      if (needed[task] && !mayBeLong[home]) {
        int own = isCopied[home] ? 0 : 1;
        depth[home] = Math.max(own, depth[home]);
        for (int i = 0; i < graph.inputCount(task); i++) {
          int input = graph.input(task, i);
          if (open.isRead(task, i) && needed[input] && homes[input] != home) {
            depth[home] = Math.max(depth[home], depth[homes[input]] + own);
          }
        }
      }
    }
  }

  /** How many stages it would be, one behind the other. */
  int depth() {
    int most = 0;
    for (int of : depth) {
      most = Math.max(most, of);
    }
    return most;
  }

  /** The tasks before it with which the long work ends, and which are not there yet. */
  List<Integer> ends() {
    boolean[] read = new boolean[needed.length];
    boolean[] readBefore = new boolean[needed.length];
    for (int task = 0; task < needed.length; task++) {
      for (int i = 0; needed[task] && i < graph.inputCount(task); i++) {
        int input = graph.input(task, i);
        if (open.isRead(task, i) && homes[input] != homes[task]) {
          (mayBeLong[homes[task]] ? readBefore : read)[input] = true;
        }
      }
    }
    List<Integer> ends = new ArrayList<>();
    for (int task = 0; task < needed.length; task++) {
      if (needed[task] && mayBeLong[homes[task]] && read[task] && !readBefore[task]) {
        ends.add(task);
      }
    }
    return ends;
  }

  /** The tasks that make its first stage, which are read by others of it. */
  List<Integer> firsts() {
    boolean[] read = new boolean[needed.length];
    for (int task = 0; task < needed.length; task++) {
      for (int i = 0; needed[task] && i < graph.inputCount(task); i++) {
        read[graph.input(task, i)] |= open.isRead(task, i);
      }
    }
    List<Integer> firsts = new ArrayList<>();
    for (int task = 0; task < needed.length; task++) {
      if (needed[task] && homes[task] == task && read[task] && depth[task] == 1) {
        firsts.add(task);
      }
    }
    return firsts;
  }

  /**
   * Whether it is all there is to do, and what it reads has no more than {@code limit} bytes.
   *
   * @param bytes of the results that are there, by their tasks, as far as they are known
   */
  boolean isSmall(Map<Integer, Long> bytes, long limit) {
    boolean[] counted = new boolean[needed.length];
    long sum = 0;
    boolean any = false;
    for (int task = 0; task < needed.length && sum <= limit; task++) {
      if (needed[task] && mayBeLong[homes[task]]) {
        return false;
      }
      any |= needed[task];
      sum += needed[task] ? Math.min(limit + 1, DataBound.besides(graph.operator(task))) : 0;
      for (int i = 0; needed[task] && i < graph.inputCount(task); i++) {
        int input = graph.input(task, i);
        if (open.isRead(task, i) && !needed[input] && !counted[input]) {
          counted[input] = true;
          sum += Math.min(limit + 1, bytes.getOrDefault(input, limit + 1));
        }
      }
    }
    return any && sum <= limit;
  }
}
