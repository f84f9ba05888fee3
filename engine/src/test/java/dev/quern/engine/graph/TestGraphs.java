package dev.quern.engine.graph;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.spill.SpillSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Graphs for tests: written as text, or random; their operators compute checkable numbers. */
public final class TestGraphs {
  /** For graphs that are only looked at. */
  public static final Operator NEVER_RUN =
      (_, _) -> {
        throw new AssertionError("this task was not to be run");
      };

  private static final Pattern WORDS = Pattern.compile("\\s+");
  private static final Pattern COMMAS = Pattern.compile(",");

  private TestGraphs() {}

  /** The key of the task called {@code name}. */
  public static Key key(String name) {
    return new Token(name, name.hashCode(), 0).at(0);
  }

  /**
   * A graph of the tasks written as {@code name} or {@code name=input,input}, in this order, say
   * {@code "a b c=a,b"}.
   */
  public static TaskGraph parse(String text, TestChunk.Ledger ledger) {
    TaskGraphBuilder builder = TaskGraph.builder();
    for (String task : WORDS.splitAsStream(text.strip()).toList()) {
      int equals = task.indexOf('=');
      String name = equals < 0 ? task : task.substring(0, equals);
      List<Key> inputs =
          equals < 0
              ? List.of()
              : COMMAS.splitAsStream(task.substring(equals + 1)).map(TestGraphs::key).toList();
      builder.add(key(name), new Mix(ledger, name.hashCode()), Origin.of(name), inputs);
    }
    return builder.build();
  }

  /** The graph of {@code text}, for tests that run nothing. */
  public static TaskGraph parse(String text) {
    return parse(text, new TestChunk.Ledger());
  }

  /** What {@code graph} asks for when {@code names}, separated by spaces, are wanted. */
  public static LazyChunks want(TaskGraph graph, String names) {
    return LazyChunks.of(graph, WORDS.splitAsStream(names).map(TestGraphs::key).toList());
  }

  /** The names of the tasks in order, separated by spaces. */
  public static String names(TaskGraph graph) {
    return graph.tasks().stream().map(task -> task.key().name()).collect(Collectors.joining(" "));
  }

  /** {@code graph} as {@link #parse} reads it. */
  public static String text(TaskGraph graph) {
    return graph.tasks().stream().map(TestGraphs::text).collect(Collectors.joining(" "));
  }

  /**
   * A random graph of {@code size} tasks: wide, deep or mixed by chance, with inputs named twice
   * and tasks nobody reads.
   */
  public static TaskGraph random(Random random, int size, TestChunk.Ledger ledger) {
    TaskGraphBuilder builder = TaskGraph.builder();
    int reach = 1 + random.nextInt(size);
    int most = 1 + random.nextInt(5);
    for (int task = 0; task < size; task++) {
      List<Key> inputs = new ArrayList<>();
      int count = task == 0 ? 0 : random.nextInt(most + 1);
      for (int i = 0; i < count; i++) {
        int back = 1 + random.nextInt(Math.min(task, reach));
        inputs.add(key("t" + (task - back)));
      }
      builder.add(key("t" + task), new Mix(ledger, task), Origin.of("t" + task), inputs);
    }
    return builder.build();
  }

  /** The values of {@code chunks}, computed one after the other in task order. */
  public static List<Long> evaluate(LazyChunks chunks) {
    TaskGraph graph = chunks.graph();
    long[] values = new long[graph.size()];
    for (int task = 0; task < values.length; task++) {
      long[] inputs = new long[graph.inputCount(task)];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = values[graph.input(task, i)];
      }
      values[task] = ((Mix) graph.operator(task)).mix(inputs);
    }
    List<Long> outputs = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      outputs.add(values[chunks.outputTask(i)]);
    }
    return outputs;
  }

  /** A context that is never cancelled. */
  public static TaskContext context(MemoryBudget memory) {
    return new FreeContext(memory);
  }

  private static String text(Task task) {
    String inputs = task.inputs().stream().map(Key::name).collect(Collectors.joining(","));
    return inputs.isEmpty() ? task.key().name() : task.key().name() + "=" + inputs;
  }

  /** Mixes a number and the inputs so that a lost, doubled or swapped input shows. */
  public record Mix(TestChunk.Ledger ledger, long number) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      long[] values = new long[inputs.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = ((TestChunk) inputs.get(i)).value();
      }
      return new TestChunk(ledger, mix(values));
    }

    long mix(long[] inputs) {
      long mixed = number * 0x9E3779B97F4A7C15L + 1;
      for (long input : inputs) {
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L + input;
      }
      return mixed;
    }
  }

  private record FreeContext(MemoryBudget memory) implements TaskContext {
    @Override
    public void checkCancelled() {}

    @Override
    public long memoryShare() {
      return Long.MAX_VALUE;
    }

    @Override
    public SpillSpace spill() {
      throw new UnsupportedOperationException("nothing of a test graph is put aside");
    }

    @Override
    public Origin origin() {
      return Origin.of("test");
    }

    @Override
    public int partition() {
      return 0;
    }
  }

  /**
   * Results alive at the worst moment of a sequential run, the one being made included; outputs
   * stay to the end, or are taken away at once.
   */
  static int mostAlive(TaskGraph graph, boolean outputsStay) {
    int[] readers = new int[graph.size()];
    int alive = 0;
    int most = 0;
    for (int task = 0; task < graph.size(); task++) {
      readers[task] = graph.successorCount(task);
      alive++;
      most = Math.max(most, alive);
      for (int i = 0; i < graph.inputCount(task); i++) {
        if (--readers[graph.input(task, i)] == 0) {
          alive--;
        }
      }
      if (readers[task] == 0 && !outputsStay) {
        alive--;
      }
    }
    return most;
  }
}
