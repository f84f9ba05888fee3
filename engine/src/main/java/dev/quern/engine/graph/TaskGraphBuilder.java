package dev.quern.engine.graph;

import dev.quern.engine.PlanException;
import dev.quern.engine.SourceLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A graph in the making: tasks in any order, checked as a whole by {@link #build}.
 *
 * <p>Cheapest when inputs are added before their readers, which lowering does by nature: an input
 * is then one table look-up, and the tasks keep the numbers they were added under. Not thread-safe.
 */
public final class TaskGraphBuilder {
  private final TaskKeys keys = new TaskKeys();
  private Operator[] operators = new Operator[16];
  private int[] origins = new int[16];
  private int[] start = new int[17];
  private int[] inputs = new int[16];
  private int size;
  private int inputsSize;
  private final List<Origin> originTable = new ArrayList<>();
  private final Map<Origin, Integer> originIndex = new HashMap<>();
  private @Nullable Origin lastOrigin;
  private int lastOriginIndex;
  private final AnnotationsByTask annotations = new AnnotationsByTask();
  /*
   * An input not seen before its reader, or the reader itself, stands in `inputs` as a negative
   * number: -1 for the first of these, and so on.
   */
  private final List<Key> forward = new ArrayList<>();
  private boolean built;

  TaskGraphBuilder() {}

  /** Annotates the tasks added from now on; until then they are as {@link Annotations#current}. */
  public TaskGraphBuilder annotated(Annotations with) {
    annotations.use(with);
    return this;
  }

  /**
   * Adds a task.
   *
   * @throws PlanException when there is a task of this key already
   */
  public TaskGraphBuilder add(Task task) {
    return add(task.key(), task.operator(), task.origin(), task.inputs());
  }

  /** Adds the task that applies {@code operator} to {@code inputs}. */
  public TaskGraphBuilder add(Key key, Operator operator, Origin origin, Key... inputs) {
    begin(key.token(), key.partition(), operator, origin);
    ensureInputs(inputs.length);
    for (Key input : inputs) {
      addInput(input);
    }
    return end();
  }

  /** Adds the task that applies {@code operator} to {@code inputs}. */
  public TaskGraphBuilder add(Key key, Operator operator, Origin origin, List<Key> inputs) {
    begin(key.token(), key.partition(), operator, origin);
    ensureInputs(inputs.size());
    for (Key input : inputs) {
      addInput(input);
    }
    return end();
  }

  /**
   * Adds the task {@code token.at(partition)} that applies {@code operator} to the results of tasks
   * that were added before, by their numbers: what {@link #find} or this returned.
   *
   * @param read has the numbers at positions {@code from} to {@code to - 1}
   * @return the number of the task
   */
  public int add(
      Token token, int partition, Operator operator, Origin origin, int[] read, int from, int to) {
    begin(token, partition, operator, origin);
    ensureInputs(to - from);
    for (int i = from; i < to; i++) {
      inputs[inputsSize++] = Objects.checkIndex(read[i], size - 1);
    }
    TaskGraphBuilder _ = end();
    return size - 1;
  }

  private void begin(Token token, int partition, Operator operator, Origin origin) {
    int there = append(token, partition, operator, origin);
    if (there != TaskKeys.ABSENT) {
      throw new PlanException(
          "two tasks have the key %s: the first is '%s', the second '%s'"
              .formatted(token.at(partition), originTable.get(origins[there]), origin));
    }
  }

  private void addInput(Key input) {
    int position = keys.find(input);
    if (position < 0 || position == size - 1) {
      forward.add(input);
      position = -forward.size();
    }
    inputs[inputsSize++] = position;
  }

  private TaskGraphBuilder end() {
    start[size] = inputsSize;
    annotations.note(size - 1);
    return this;
  }

  /**
   * Adds the tasks of {@code graph} that are not there yet, annotated as they are there. Equal keys
   * stand for equal results, so what two graphs have in common is computed once.
   */
  public TaskGraphBuilder addAll(TaskGraph graph) {
    int[] number = new int[graph.size()];
    for (int task = 0; task < graph.size(); task++) {
      int there =
          append(
              graph.keys.token(task),
              graph.partition(task),
              graph.operator(task),
              graph.origin(task));
      if (there != TaskKeys.ABSENT) {
        number[task] = there;
        continue;
      }
      number[task] = size - 1;
      annotations.note(size - 1, graph.annotations(task));
      int count = graph.inputCount(task);
      ensureInputs(count);
      for (int i = 0; i < count; i++) {
        inputs[inputsSize++] = number[graph.input(task, i)];
      }
      start[size] = inputsSize;
    }
    return this;
  }

  /** Whether a task of this key was added. */
  public boolean contains(Key key) {
    return keys.find(key) >= 0;
  }

  /**
   * The number of the task {@code token.at(partition)}, until {@link #build}; -1 if it was not
   * added.
   */
  public int find(Token token, int partition) {
    return keys.find(token, partition);
  }

  /**
   * The graph of all tasks added. The builder is used up.
   *
   * @throws PlanException when a task reads what no task computes, or, in the end, itself; the
   *     message names the keys
   */
  public TaskGraph build() {
    checkUsable();
    built = true;
    resolveForward();
    Edges edges = new Edges(Arrays.copyOf(start, size + 1), Arrays.copyOf(inputs, inputsSize));
    TaskGraph graph =
        new TaskGraph(
            keys,
            Arrays.copyOf(operators, size),
            Arrays.copyOf(origins, size),
            originTable.toArray(Origin[]::new),
            edges,
            annotations.table(size));
    if (forward.isEmpty()) {
      return graph;
    }
    int[] sequence = TopologicalSort.of(edges, graph.keys);
    return graph.select(sequence, graph.positions(sequence));
  }

  /* Returns the number of the task that has this key already, or ABSENT. */
  private int append(Token token, int partition, Operator operator, Origin origin) {
    checkUsable();
    if (size == operators.length) {
      int capacity = 2 * size;
      operators = Arrays.copyOf(operators, capacity);
      origins = Arrays.copyOf(origins, capacity);
      start = Arrays.copyOf(start, capacity + 1);
    }
    operators[size] = Objects.requireNonNull(operator, "operator");
    origins[size] = originIndex(origin);
    int there = keys.add(token, partition);
    if (there == TaskKeys.ABSENT) {
      size++;
    }
    return there;
  }

  /* Tasks of one plan node come in a row: the map is asked once per plan node. */
  private int originIndex(Origin origin) {
    if (!origin.equals(lastOrigin)) {
      Integer known = originIndex.get(origin);
      if (known == null) {
        known = originTable.size();
        originTable.add(origin);
        originIndex.put(origin, known);
      }
      lastOriginIndex = known;
      lastOrigin = origin;
    }
    return lastOriginIndex;
  }

  private void ensureInputs(int more) {
    if (inputs.length - inputsSize < more) {
      inputs = Arrays.copyOf(inputs, Math.max(inputsSize + more, inputs.length * 3 / 2));
    }
  }

  private void resolveForward() {
    if (forward.isEmpty()) {
      return;
    }
    for (int task = 0; task < size; task++) {
      for (int e = start[task]; e < start[task + 1]; e++) {
        if (inputs[e] < 0) {
          Key wanted = forward.get(-inputs[e] - 1);
          inputs[e] = keys.find(wanted);
          if (inputs[e] < 0) {
            Origin origin = originTable.get(origins[task]);
            throw new PlanException(
                "task %s (%s) reads %s, which no task of the graph computes"
                    .formatted(keys.get(task), origin.label(), wanted),
                known(origin.where()));
          }
        }
      }
    }
  }

  private static SourceLine known(SourceLine where) {
    return where.isKnown() ? where : SourceLine.here();
  }

  private void checkUsable() {
    if (built) {
      throw new IllegalStateException("this builder has built its graph; start a new one");
    }
  }
}
