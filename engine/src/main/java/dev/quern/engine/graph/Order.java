package dev.quern.engine.graph;

import java.util.Arrays;

/**
 * The static order of a graph: the sequence in which one worker should run the tasks to keep few
 * results alive, and in which many workers should prefer them.
 *
 * <pre>
 *     0   1   3   4
 *      \ /     \ /         a tree goes depth-first: two leaves, their parent,
 *       2       5          and never more than three results alive
 *        \     /
 *         --6--
 * </pre>
 *
 * <p>Priorities that tasks are annotated with come before all that; what an urgent task reads is as
 * urgent.
 *
 * <p>Ideas after Dask's {@code order} and the register allocation of Sethi and Ullman (1970).
 */
public final class Order {
  /*
   * These decide what comes next, the first that has something to say:
   *
   * 1. Eager: a task that is ready and is the last reader of one of its inputs. Running it replaces
   *    a live result by another, so waiting gains nothing. Last found first: depth before breadth.
   * 2. Target: the task being worked towards. Of its inputs, the one that needs most room to be
   *    computed comes first, while nothing else is held (Sethi-Ullman numbers: exact for trees, an
   *    estimate where results are shared). But before it takes the next task without inputs, a pair
   *    may come first: such a task and the last reader of a live result, which waits for nothing
   *    else. When the new result has few readers that all wait for it alone, both are soon freed.
   * 3. A new target: a reader of the youngest result still alive, else the deepest of the tasks
   *    that nobody reads, which starts the critical path first.
   *
   * Each task is put on each stack a bounded number of times per edge; sorting inputs by need is all
   * that is not linear.
   */
  private static final int FEW_READERS = 8;

  private final TaskGraph graph;
  private final int size;
  private final int[] sequence;
  private int emitted;
  private final boolean[] done;

  /** Inputs not yet emitted, by task, one for each edge. */
  private final int[] missing;

  /** Different tasks that have still to read the result, by task. */
  private final int[] readers;

  /** The task that last lowered {@link #readers}: an input named twice counts once. */
  private final int[] lastReader;

  /** Inputs as they should be visited; rows as in the graph. */
  private final int[] visit;

  private final int[] cursor;
  private final int[] readerCursor;
  private final int[] need;
  private final int[] depth;
  private final IntStack eager = new IntStack();
  private final IntStack targets = new IntStack();
  private final IntStack pairs = new IntStack();
  private final IntStack alive = new IntStack();

  private Order(TaskGraph graph) {
    this.graph = graph;
    size = graph.size();
    sequence = new int[size];
    done = new boolean[size];
    missing = new int[size];
    readers = new int[size];
    lastReader = new int[size];
    visit = graph.inputs.targets.clone();
    cursor = new int[size];
    readerCursor = new int[size];
    need = new int[size];
    depth = new int[size];
  }

  /** {@code chunks} with the tasks numbered in running order; the same object when they are. */
  public static LazyChunks arrange(LazyChunks chunks) {
    if (chunks.graph().inputs.targets.length == 0 && !chunks.graph().isAnnotated()) {
      return chunks;
    }
    int[] sequence = of(chunks.graph());
    for (int i = 0; i < sequence.length; i++) {
      if (sequence[i] != i) {
        return chunks.select(sequence);
      }
    }
    return chunks;
  }

  /** The tasks of {@code graph} in running order, each after its inputs. */
  public static int[] of(TaskGraph graph) {
    Order order = new Order(graph);
    order.measure();
    order.run();
    return Urgency.sort(graph, order.sequence);
  }

  private void measure() {
    Edges inputs = graph.inputs;
    for (int task = 0; task < size; task++) {
      int from = inputs.start[task];
      int count = inputs.count(task);
      missing[task] = count;
      readers[task] = distinctReaders(task);
      lastReader[task] = -1;
      sortByNeed(from, count);
      int most = count + 1;
      int deepest = 0;
      for (int i = 0; i < count; i++) {
        most = Math.max(most, need[visit[from + i]] + i);
        deepest = Math.max(deepest, depth[visit[from + i]] + 1);
      }
      need[task] = most;
      depth[task] = deepest;
    }
  }

  private int distinctReaders(int task) {
    int distinct = 0;
    int previous = -1;
    for (int i = 0; i < graph.successorCount(task); i++) {
      int reader = graph.successor(task, i);
      if (reader != previous) {
        distinct++;
        previous = reader;
      }
    }
    return distinct;
  }

  /* Greatest need first, equal ones as they stood. */
  private void sortByNeed(int from, int count) {
    boolean sorted = true;
    for (int i = 1; i < count; i++) {
      sorted &= need[visit[from + i - 1]] >= need[visit[from + i]];
    }
    if (sorted) {
      return;
    }
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

  private void run() {
    int[] sinks = deepestFirst(graph.sinks());
    int nextSink = 0;
    while (emitted < size) {
      if (!eager.isEmpty()) {
        int task = eager.pop();
        if (!done[task]) {
          emit(task);
        }
      } else if (!targets.isEmpty()) {
        approach(targets.peek());
      } else {
        int target = readerOfYoungest();
        targets.push(target >= 0 ? target : sinks[nextSink++]);
      }
    }
  }

  private int[] deepestFirst(int[] sinks) {
    long[] byDepth = new long[sinks.length];
    for (int i = 0; i < sinks.length; i++) {
      byDepth[i] = ((long) -depth[sinks[i]] << 32) | sinks[i];
    }
    Arrays.sort(byDepth);
    int[] sorted = new int[sinks.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (int) byDepth[i];
    }
    return sorted;
  }

  /* Takes one step towards `target`, which stays on the stack until it is done. */
  private void approach(int target) {
    if (done[target]) {
      targets.pop();
      return;
    }
    int from = graph.inputs.start[target];
    int count = graph.inputCount(target);
    while (cursor[target] < count && done[visit[from + cursor[target]]]) {
      cursor[target]++;
    }
    if (cursor[target] < count) {
      int input = visit[from + cursor[target]];
      int pair = graph.inputCount(input) == 0 ? nextPair(target) : -1;
      targets.push(pair >= 0 ? pair : input);
    } else {
      targets.pop();
      emit(target);
    }
  }

  private void emit(int task) {
    sequence[emitted++] = task;
    done[task] = true;
    for (int i = 0; i < graph.inputCount(task); i++) {
      int input = graph.input(task, i);
      if (lastReader[input] != task) {
        lastReader[input] = task;
        if (--readers[input] == 1) {
          int last = remainingReader(input);
          if (missing[last] == 0) {
            eager.push(last);
          } else if (missing[last] == 1) {
            pairs.push(last);
          }
        }
      }
    }
    for (int i = graph.successorCount(task) - 1; i >= 0; i--) {
      int reader = graph.successor(task, i);
      if (--missing[reader] == 0 && isLastReader(reader)) {
        eager.push(reader);
      }
    }
    if (readers[task] > 0) {
      alive.push(task);
    }
  }

  /* The reader that frees a live result for one task without inputs; -1 when there is none. */
  private int nextPair(int target) {
    while (!pairs.isEmpty()) {
      int reader = pairs.pop();
      if (reader == target) {
        return -1;
      }
      if (missing[reader] == 1 && isSoonUsedUp(missingInput(reader))) {
        return reader;
      }
    }
    return -1;
  }

  /* Whether a task needs no other, and all who read its result wait for nothing else. */
  private boolean isSoonUsedUp(int task) {
    int count = graph.successorCount(task);
    if (graph.inputCount(task) > 0 || count > FEW_READERS) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      if (missing[graph.successor(task, i)] > 1) {
        return false;
      }
    }
    return true;
  }

  private int missingInput(int task) {
    int position = graph.inputs.start[task];
    while (done[visit[position]]) {
      position++;
    }
    return visit[position];
  }

  private boolean isLastReader(int task) {
    for (int i = 0; i < graph.inputCount(task); i++) {
      if (readers[graph.input(task, i)] == 1) {
        return true;
      }
    }
    return false;
  }

  /* The cursor passes each reader once, since what is done stays done. */
  private int remainingReader(int task) {
    while (done[graph.successor(task, readerCursor[task])]) {
      readerCursor[task]++;
    }
    return graph.successor(task, readerCursor[task]);
  }

  private int readerOfYoungest() {
    while (!alive.isEmpty()) {
      if (readers[alive.peek()] > 0) {
        return remainingReader(alive.peek());
      }
      alive.pop();
    }
    return -1;
  }
}
