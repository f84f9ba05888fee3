package dev.quern.engine.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
   * 2. Target: the task being worked towards, its inputs in the order of InputOrder. But before it
   *    takes the next task without inputs, a pair may come first: such a task and the last reader of
   *    a live result, which waits for nothing else. When the new result has few readers that all wait
   *    for it alone, both are soon freed.
   * 3. A new target: a reader of the youngest result still alive, else the deepest of the tasks
   *    that nobody reads, which starts the critical path first.
   *
   * Each task is put on each stack a bounded number of times per edge; sorting inputs by need is all
   * that is not linear.
   */
  private static final int FEW_READERS = 8;

  /*
   * What changes of a task, side by side, since the search jumps about the graph: inputs not yet
   * emitted, one for each edge, or DONE; different tasks that have still to read the result; how many
   * inputs and readers were found done.
   */
  private static final int MISSING = 0;
  private static final int READERS = 1;
  private static final int CURSOR = 2;
  private static final int READER_CURSOR = 3;
  private static final int WORDS = 2;
  private static final int DONE = -1;

  private final TaskGraph graph;
  private final InputOrder inputs;
  private final int[] state;
  private final int[] sequence;
  private int emitted;

  /** The task that last lowered READERS, when an input named twice is to count once. */
  private int @Nullable [] lastReader;

  private final IntStack eager = new IntStack();
  private final IntStack targets = new IntStack();
  private final IntStack pairs = new IntStack();
  private final IntStack alive = new IntStack();

  private Order(TaskGraph graph) {
    this.graph = graph;
    inputs = InputOrder.of(graph);
    state = new int[graph.size() << WORDS];
    sequence = new int[graph.size()];
    for (int task = 0; task < sequence.length; task++) {
      int of = task << WORDS;
      state[of + MISSING] = graph.inputCount(task);
      state[of + READERS] = distinctReaders(task);
      if (lastReader == null && state[of + READERS] < graph.successorCount(task)) {
        lastReader = new int[sequence.length];
        Arrays.fill(lastReader, -1);
      }
    }
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
    return Urgency.sort(graph, ForestOrder.isForest(graph) ? ForestOrder.of(graph) : search(graph));
  }

  /** The same, whatever the shape of the graph and without priorities. */
  static int[] search(TaskGraph graph) {
    Order order = new Order(graph);
    order.run();
    return order.sequence;
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

  private void run() {
    int[] sinks = inputs.sinks();
    int nextSink = 0;
    while (emitted < sequence.length) {
      if (!eager.isEmpty()) {
        int task = eager.pop();
        if (!isDone(task)) {
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

  private boolean isDone(int task) {
    return state[(task << WORDS) + MISSING] == DONE;
  }

  private int missing(int task) {
    return state[(task << WORDS) + MISSING];
  }

  private int readers(int task) {
    return state[(task << WORDS) + READERS];
  }

  /* Takes one step towards `target`, which stays on the stack until it is done. */
  private void approach(int target) {
    if (isDone(target)) {
      targets.pop();
      return;
    }
    int cursor = (target << WORDS) + CURSOR;
    int e = inputs.from(target) + state[cursor];
    int end = inputs.to(target);
    while (e < end && isDone(inputs.get(e))) {
      e++;
    }
    state[cursor] = e - inputs.from(target);
    if (e < end) {
      int input = inputs.get(e);
      int pair = graph.inputCount(input) == 0 ? nextPair(target) : -1;
      targets.push(pair >= 0 ? pair : input);
    } else {
      targets.pop();
      emit(target);
    }
  }

  private void emit(int task) {
    sequence[emitted++] = task;
    state[(task << WORDS) + MISSING] = DONE;
    for (int i = 0; i < graph.inputCount(task); i++) {
      countReader(graph.input(task, i), task);
    }
    for (int i = graph.successorCount(task) - 1; i >= 0; i--) {
      int reader = graph.successor(task, i);
      if (--state[(reader << WORDS) + MISSING] == 0 && isLastReader(reader)) {
        eager.push(reader);
      }
    }
    if (readers(task) > 0) {
      alive.push(task);
    }
  }

  private void countReader(int input, int reader) {
    if (lastReader != null) {
      if (lastReader[input] == reader) {
        return;
      }
      lastReader[input] = reader;
    }
    if (--state[(input << WORDS) + READERS] == 1) {
      int last = remainingReader(input);
      if (missing(last) == 0) {
        eager.push(last);
      } else if (missing(last) == 1) {
        pairs.push(last);
      }
    }
  }

  /* The reader that frees a live result for one task without inputs; -1 when there is none. */
  private int nextPair(int target) {
    while (!pairs.isEmpty()) {
      int reader = pairs.pop();
      if (reader == target) {
        return -1;
      }
      if (missing(reader) == 1 && isSoonUsedUp(missingInput(reader))) {
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
      if (missing(graph.successor(task, i)) > 1) {
        return false;
      }
    }
    return true;
  }

  private int missingInput(int task) {
    int e = inputs.from(task);
    while (isDone(inputs.get(e))) {
      e++;
    }
    return inputs.get(e);
  }

  private boolean isLastReader(int task) {
    for (int i = 0; i < graph.inputCount(task); i++) {
      if (readers(graph.input(task, i)) == 1) {
        return true;
      }
    }
    return false;
  }

  /* The cursor passes each reader once, since what is done stays done. */
  private int remainingReader(int task) {
    int cursor = (task << WORDS) + READER_CURSOR;
    while (isDone(graph.successor(task, state[cursor]))) {
      state[cursor]++;
    }
    return graph.successor(task, state[cursor]);
  }

  private int readerOfYoungest() {
    while (!alive.isEmpty()) {
      if (readers(alive.peek()) > 0) {
        return remainingReader(alive.peek());
      }
      alive.pop();
    }
    return -1;
  }
}
