package dev.quern.bench.suite;

import dev.quern.engine.graph.TaskGraph;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;

/**
 * The tasks of a graph on a bare {@link ForkJoinPool}: an action forked per task, a counter of
 * inputs per task, and nothing of what a scheduler is for (no results kept or freed, no failure, no
 * cancelling, no order). A task's value is one for a root, and else {@code own} and its inputs'.
 */
final class ForkJoinDag implements AutoCloseable {
  private static final VarHandle COUNTER = MethodHandles.arrayElementVarHandle(int[].class);

  private final ForkJoinPool pool;
  private final TaskGraph graph;
  private final int own;
  private final int[] roots;

  ForkJoinDag(TaskGraph graph, int threads, int own) {
    this.pool = new ForkJoinPool(threads);
    this.graph = graph;
    this.own = own;
    this.roots =
        java.util.stream.IntStream.range(0, graph.size())
            .filter(task -> graph.inputCount(task) == 0)
            .toArray();
  }

  /** Runs all tasks once; the sum of the values that no task reads. */
  long run() {
    Pass pass = new Pass();
    pool.invoke(pass.new Roots(0, roots.length));
    return pass.total();
  }

  @Override
  public void close() {
    pool.close();
  }

  /** One run: the counters and values. */
  private final class Pass {
    private final int[] waiting = new int[graph.size()];
    private final long[] values = new long[graph.size()];

    Pass() {
      for (int task = 0; task < waiting.length; task++) {
        waiting[task] = graph.inputCount(task);
      }
    }

    long total() {
      long total = 0;
      for (int task = 0; task < values.length; task++) {
        total += graph.successorCount(task) == 0 ? values[task] : 0;
      }
      return total;
    }

    /** Halves until one task is left, as one forks many. */
    private final class Roots extends RecursiveAction {
      private static final long serialVersionUID = 1;
      private final int from;
      private final int to;

      Roots(int from, int to) {
        this.from = from;
        this.to = to;
      }

      @Override
      protected void compute() {
        if (to - from == 1) {
          new Node(roots[from]).invoke();
        } else if (from < to) {
          int middle = (from + to) >>> 1;
          invokeAll(new Roots(from, middle), new Roots(middle, to));
        }
      }
    }

    /** A task, and then what it made ready: the first here, the others forked. */
    private final class Node extends RecursiveAction {
      private static final long serialVersionUID = 1;
      private final int first;

      Node(int first) {
        this.first = first;
      }

      @Override
      protected void compute() {
        int task = first;
        while (task >= 0) {
          values[task] = value(task);
          task = next(task);
        }
      }

      private long value(int task) {
        int inputs = graph.inputCount(task);
        long sum = inputs == 0 ? 1 : own;
        for (int i = 0; i < inputs; i++) {
          sum += values[graph.input(task, i)];
        }
        return sum;
      }

      private int next(int task) {
        int chained = -1;
        for (int i = 0; i < graph.successorCount(task); i++) {
          int successor = graph.successor(task, i);
          if ((int) COUNTER.getAndAdd(waiting, successor, -1) == 1) {
            if (chained < 0) {
              chained = successor;
            } else {
              new Node(successor).fork();
            }
          }
        }
        return chained;
      }
    }
  }
}
