package dev.quern.engine.graph;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * An immutable graph of tasks without cycles, in which every input is there.
 *
 * <p>Tasks are numbered from 0, each after its inputs, so that a walk over ascending numbers is a
 * sequential run, and one over descending numbers meets readers before what they read:
 *
 * <pre>
 *      0   1   2        inputs:      0:-  1:-  2:-  3:0,1  4:1,2  5:3,4
 *       \ / \ /         successors:  0:3  1:3,4  2:4  3:5  4:5  5:-
 *        3   4
 *         \ /
 *          5
 * </pre>
 *
 * <p>An input that a task names twice is two edges. Edges are kept in int arrays both ways: about
 * 50 bytes a task beside its operator. Safe to share between threads.
 */
public final class TaskGraph {
  final TaskKeys keys;
  final Operator[] operators;
  final int[] origins;
  final Origin[] originTable;
  final Edges inputs;
  final Edges successors;
  final @Nullable AnnotationTable annotations;

  TaskGraph(
      TaskKeys keys,
      Operator[] operators,
      int[] origins,
      Origin[] originTable,
      Edges inputs,
      @Nullable AnnotationTable annotations) {
    this.keys = keys;
    this.operators = operators;
    this.origins = origins;
    this.originTable = originTable;
    this.inputs = inputs;
    this.successors = inputs.inverted();
    this.annotations = annotations;
  }

  /** A builder of a graph, empty so far. */
  public static TaskGraphBuilder builder() {
    return new TaskGraphBuilder();
  }

  /** How many tasks there are. */
  public int size() {
    return operators.length;
  }

  /** The key of task {@code task}. */
  public Key key(int task) {
    return keys.get(task);
  }

  /** Which partition of its operation's result task {@code task} makes. */
  public int partition(int task) {
    return keys.partition(task);
  }

  /** The operator of task {@code task}. */
  public Operator operator(int task) {
    return operators[task];
  }

  /** The plan node that task {@code task} was made from. */
  public Origin origin(int task) {
    return originTable[origins[task]];
  }

  /** Where the origin of task {@code task} stands in {@link #origins}. */
  public int originIndex(int task) {
    return origins[task];
  }

  /** The different origins of this graph's tasks. */
  public List<Origin> origins() {
    return List.of(originTable);
  }

  /** Whether any task is annotated. */
  public boolean isAnnotated() {
    return annotations != null;
  }

  /** How task {@code task} is annotated. */
  public Annotations annotations(int task) {
    return annotations == null ? Annotations.NONE : annotations.get(task);
  }

  /** How many inputs task {@code task} has. */
  public int inputCount(int task) {
    return inputs.count(task);
  }

  /** The number of the task whose result is input {@code position} of {@code task}. */
  public int input(int task, int position) {
    return inputs.target(task, position);
  }

  /** How many times the result of task {@code task} is read in this graph. */
  public int successorCount(int task) {
    return successors.count(task);
  }

  /** The number of a task that reads {@code task}; they come in ascending order. */
  public int successor(int task, int position) {
    return successors.target(task, position);
  }

  /** The number of the task with this key, or -1. */
  public int indexOf(Key key) {
    return keys.find(key);
  }

  /** Whether a task has this key. */
  public boolean contains(Key key) {
    return indexOf(key) >= 0;
  }

  /** Task {@code task} as a record. */
  public Task task(int task) {
    Key[] read = new Key[inputCount(task)];
    for (int i = 0; i < read.length; i++) {
      read[i] = keys.get(input(task, i));
    }
    return new Task(keys.get(task), operators[task], List.of(read), origin(task));
  }

  /** All tasks by number, as records made on demand. */
  public List<Task> tasks() {
    return new TaskList(this);
  }

  /** The numbers of the tasks that nobody reads, ascending. */
  int[] sinks() {
    int[] found = new int[size()];
    int count = 0;
    for (int task = 0; task < found.length; task++) {
      if (successorCount(task) == 0) {
        found[count++] = task;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /**
   * The graph of the tasks {@code sequence[0]}, {@code sequence[1]}... in this new numbering; every
   * input must come before the tasks that read it.
   *
   * @param number the {@link #positions} of the sequence
   */
  TaskGraph select(int[] sequence, int[] number) {
    Operator[] newOperators = new Operator[sequence.length];
    int[] newOrigins = new int[sequence.length];
    for (int i = 0; i < sequence.length; i++) {
      newOperators[i] = operators[sequence[i]];
      newOrigins[i] = origins[sequence[i]];
    }
    return new TaskGraph(
        keys.select(sequence),
        newOperators,
        newOrigins,
        originTable,
        inputs.select(sequence, number),
        AnnotationTable.select(annotations, sequence));
  }

  /** Where each task stands in {@code sequence}. */
  int[] positions(int[] sequence) {
    int[] positions = new int[size()];
    for (int i = 0; i < sequence.length; i++) {
      positions[sequence[i]] = i;
    }
    return positions;
  }

  /** How many tasks and plan nodes there are; the tasks themselves may be a million. */
  @Override
  public String toString() {
    return "TaskGraph[%d tasks of %d plan nodes]".formatted(size(), originTable.length);
  }

  private static final class TaskList extends AbstractList<Task> implements RandomAccess {
    private final TaskGraph graph;

    TaskList(TaskGraph graph) {
      this.graph = graph;
    }

    @Override
    public Task get(int task) {
      return graph.task(task);
    }

    @Override
    public int size() {
      return graph.size();
    }
  }
}
