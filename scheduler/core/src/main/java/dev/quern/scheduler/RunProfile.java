package dev.quern.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Contingent;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.ReadsSections;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.memory.Bytes;
import dev.quern.scheduler.event.GraphEvent.GraphFinished;
import dev.quern.scheduler.event.NodeTime;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Outputs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a lazy value has cost, by plan node. Prints as the plan and a table:
 *
 * <pre>
 *   1.23 s on 2 workers, at most 12.0 MiB of results at once
 *        time  share  tasks        rows       bytes     spilled  plan node
 *      1.80 s   73 %     24   5,714,008    12.0 MiB         0 B  filter delay &gt; 15 (at Flights.java:31)
 * </pre>
 *
 * @param plan the optimised plan, as text
 * @param unit what is counted: rows, elements
 * @param nanos wall time
 * @param workers how many threads there were
 * @param peakBytes the most bytes of results that were alive at once
 * @param nodes what each plan node has cost, dearest first; those that run as one task count as one
 */
public record RunProfile(
    String plan, String unit, long nanos, int workers, long peakBytes, List<Node> nodes) {

  /** Copies the list. */
  public RunProfile {
    nodes = List.copyOf(nodes);
  }

  /**
   * The costs of one plan node, summed over its tasks.
   *
   * @param origin the plan node and its line of user code
   * @param tasks how many there were
   * @param count rows or elements that went on to other plan nodes, or are the result
   * @param skipped rows of files that were not read to the end, since a filter wanted none of them
   * @param nanos time within them
   * @param bytes native memory of what the tasks made
   * @param spilledBytes what they put aside on disk
   */
  public record Node(
      Origin origin,
      long tasks,
      long count,
      long skipped,
      long nanos,
      long bytes,
      long spilledBytes) {}

  /**
   * Runs {@code chunks} and forgets the result.
   *
   * @param plan what they were made of, as text
   * @param unit what {@code size} counts
   * @param size how much of that is in a chunk
   */
  public static RunProfile of(
      String plan, LazyChunks chunks, Session session, String unit, ToLongFunction<Chunk> size) {
    return of(plan, chunks, session, unit, size, Chunk::close);
  }

  /** The same with somebody to take each chunk, who closes it. */
  public static RunProfile of(
      String plan,
      LazyChunks chunks,
      Session session,
      String unit,
      ToLongFunction<Chunk> size,
      Consumer<Chunk> taker) {
    // The tasks are counted as they are run, which is after fusion.
    Map<Origin, Counts> counts = new HashMap<>();
    AtomicReference<@Nullable GraphFinished> end = new AtomicReference<>();
    LazyChunks counted = counting(chunks.optimized(), counts, size);
    try (Computation computation =
            session.submit(
                counted,
                event -> {
                  if (event instanceof GraphFinished finished) {
                    end.set(finished);
                  }
                });
        Outputs outputs = computation.outputs()) {
      outputs.forEachRemaining(taker);
    }
    GraphFinished finished = Objects.requireNonNull(end.get(), "the graph has not ended");
    List<Node> nodes = new ArrayList<>();
    for (NodeTime node : finished.nodes()) {
      Counts count = counts.getOrDefault(node.origin(), new Counts());
      nodes.add(
          new Node(
              node.origin(),
              node.tasks(),
              count.size().sum(),
              count.skipped().sum(),
              node.nanos(),
              node.bytes(),
              node.spilledBytes()));
    }
    return new RunProfile(
        plan, unit, finished.nanos(), session.config().workers(), finished.peakBytes(), nodes);
  }

  /**
   * What several runs have cost, one after the other: their times are added up.
   *
   * @param plan what they were made of together, as text
   * @param runs one at least
   */
  public static RunProfile inTurn(String plan, List<RunProfile> runs) {
    return new RunProfile(
        plan,
        runs.getLast().unit,
        runs.stream().mapToLong(RunProfile::nanos).sum(),
        runs.getLast().workers,
        runs.stream().mapToLong(RunProfile::peakBytes).max().orElse(0),
        runs.stream()
            .flatMap(run -> run.nodes.stream())
            .sorted(Comparator.comparingLong(Node::nanos).reversed())
            .toList());
  }

  private static LazyChunks counting(
      LazyChunks chunks, Map<Origin, Counts> counts, ToLongFunction<Chunk> size) {
    TaskGraph graph = chunks.graph();
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int task = 0; task < graph.size(); task++) {
      List<Key> inputs = new ArrayList<>();
      for (int i = 0; i < graph.inputCount(task); i++) {
        inputs.add(graph.key(graph.input(task, i)));
      }
      Counts count = counts.computeIfAbsent(graph.origin(task), _ -> new Counts());
      Operator operator = graph.operator(task);
      builder.add(
          graph.key(task),
          new Counting(operator, count, leaves(graph, task) ? size : _ -> 0),
          graph.origin(task),
          inputs);
    }
    return LazyChunks.of(builder.build(), chunks.outputs());
  }

  /* Whether the result is wanted outside of its plan node: parts that it merges itself are not. */
  private static boolean leaves(TaskGraph graph, int task) {
    for (int i = 0; i < graph.successorCount(task); i++) {
      if (graph.originIndex(graph.successor(task, i)) != graph.originIndex(task)) {
        return true;
      }
    }
    return graph.successorCount(task) == 0;
  }

  /** What the tasks of a plan node have counted. */
  private record Counts(LongAdder size, LongAdder skipped) {
    Counts() {
      this(new LongAdder(), new LongAdder());
    }
  }

  /** Does what {@code operator} does and adds up what comes out, and what was skipped. */
  @SuppressWarnings("serial") // stays in the process that counts
  private record Counting(Operator operator, Counts counts, ToLongFunction<Chunk> measure)
      implements Contingent, ReadsSections {
    @Override
    public int decidedBy(int inputs) {
      return operator instanceof Contingent contingent ? contingent.decidedBy(inputs) : NEVER;
    }

    @Override
    public int section(int input, int inputs) {
      return ReadsSections.of(operator, input, inputs);
    }

    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      Chunk result = operator.apply(new CountingContext(context, counts.skipped()), inputs);
      counts.size().add(measure.applyAsLong(result));
      return result;
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(plan);
    text.append(
        String.format(
            Locale.ROOT,
            "%n%s on %d workers, at most %s of results at once%n",
            time(nanos),
            workers,
            Bytes.text(peakBytes)));
    text.append(
        "%10s %6s %6s %13s %11s %11s  plan node%n"
            .formatted("time", "share", "tasks", unit, "bytes", "spilled"));
    for (Node node : nodes) {
      text.append(
          String.format(
              Locale.ROOT,
              "%10s %4.0f %% %6d %,13d %11s %11s  %s%s%n",
              time(node.nanos),
              100.0 * node.nanos / Math.max(1, nanos * workers),
              node.tasks,
              node.count,
              Bytes.text(node.bytes),
              Bytes.text(node.spilledBytes),
              node.origin,
              node.skipped == 0 ? "" : ", %,d %s skipped".formatted(node.skipped, unit)));
    }
    return text.toString();
  }

  private static String time(long nanos) {
    return nanos >= 1_000_000_000
        ? String.format(Locale.ROOT, "%.2f s", nanos / 1e9)
        : String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }
}
