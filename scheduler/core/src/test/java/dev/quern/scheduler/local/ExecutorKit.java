package dev.quern.scheduler.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Annotations;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.TestChunk;
import dev.quern.engine.graph.TestGraphs;
import dev.quern.engine.graph.Token;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.scheduler.event.Events;
import dev.quern.scheduler.event.GraphListener;
import dev.quern.scheduler.lane.ForkJoinLanes;
import dev.quern.scheduler.lane.Lanes;
import dev.quern.scheduler.run.Computation;
import dev.quern.scheduler.run.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/** An executor for one test, and a look at the end that nothing was leaked or misused. */
final class ExecutorKit implements AutoCloseable {
  final MemoryBudget memory = MemoryBudget.root("test", 1 << 20);
  final TestChunk.Ledger ledger = new TestChunk.Ledger();
  final AtomicLong finished = new AtomicLong();
  final AtomicLong submitted = new AtomicLong();
  final Lanes lanes;
  final Events events;
  final LocalExecutor executor;

  ExecutorKit(int workers) {
    this(workers, List.of());
  }

  ExecutorKit(int workers, List<GraphListener> listeners) {
    this(workers, listeners, Map.of());
  }

  ExecutorKit(int workers, Map<String, Integer> resources) {
    this(workers, List.of(), resources);
  }

  private ExecutorKit(int workers, List<GraphListener> listeners, Map<String, Integer> resources) {
    this(new ForkJoinLanes("test", workers), listeners, resources);
  }

  /** On lanes of another kind. */
  ExecutorKit(Lanes lanes) {
    this(lanes, List.of(), Map.of());
  }

  private ExecutorKit(Lanes lanes, List<GraphListener> listeners, Map<String, Integer> resources) {
    this.lanes = lanes;
    events = new Events(lanes, listeners);
    executor = new LocalExecutor(lanes, events, new TreeMap<>(resources));
  }

  Computation submit(LazyChunks chunks, GraphListener... listeners) {
    return executor.submit(
        new Submission(
            submitted.incrementAndGet(),
            chunks,
            memory,
            new NoStorage(),
            List.of(listeners),
            finished::incrementAndGet));
  }

  /** Submits a task for each of {@code priorities}, which notes its number and priority. */
  List<Computation> submitAll(List<String> order, int... priorities) {
    List<Computation> all = new ArrayList<>();
    for (int priority : priorities) {
      String name = all.size() + ":" + priority;
      Operator noting =
          (_, _) -> {
            order.add(name);
            return chunk(1);
          };
      all.add(Annotations.annotate(Annotations.priority(priority), () -> submit(one(noting))));
    }
    return all;
  }

  /** The values of the outputs, which are closed. */
  List<Long> values(Computation computation) {
    List<Chunk> outputs = computation.join();
    List<Long> values = outputs.stream().map(chunk -> ((TestChunk) chunk).value()).toList();
    outputs.forEach(Chunk::close);
    return values;
  }

  Chunk chunk(long value) {
    return new TestChunk(ledger, value);
  }

  /** A graph of one task. */
  LazyChunks one(Operator operator) {
    return LazyChunks.sinks(
        TaskGraph.builder().add(TestGraphs.key("one"), operator, Origin.of("one")).build());
  }

  /** A graph of {@code count} tasks without edges. */
  LazyChunks many(int count, Operator operator) {
    Token token = Token.of("many");
    Origin origin = Origin.of("many");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < count; i++) {
      builder.add(token.at(i), operator, origin);
    }
    return LazyChunks.sinks(builder.build());
  }

  /** A graph of {@code length} tasks in a row; the first has no input. */
  LazyChunks chain(int length, Operator operator) {
    Token token = Token.of("chain");
    Origin origin = Origin.of("chain");
    TaskGraphBuilder builder = TaskGraph.builder().add(token.at(0), operator, origin);
    for (int i = 1; i < length; i++) {
      builder.add(token.at(i), operator, origin, token.at(i - 1));
    }
    return LazyChunks.sinks(builder.build());
  }

  /** The sum of the inputs, or 1 without inputs. */
  Chunk sumOrOne(List<Chunk> inputs) {
    return chunk(
        inputs.isEmpty()
            ? 1
            : inputs.stream().mapToLong(input -> ((TestChunk) input).value()).sum());
  }

  /** A pairwise reduction of {@code leaves} ones, level by level. */
  LazyChunks tree(int leaves) {
    Operator sum = (_, inputs) -> sumOrOne(inputs);
    Origin origin = Origin.of("tree");
    TaskGraphBuilder builder = TaskGraph.builder();
    Token below = Token.of("level", 0);
    for (int i = 0; i < leaves; i++) {
      builder.add(below.at(i), sum, origin);
    }
    int level = 1;
    for (int width = leaves / 2; width > 0; width /= 2, level++) {
      Token token = Token.of("level", level);
      for (int i = 0; i < width; i++) {
        Key left = below.at(2 * i);
        builder.add(token.at(i), sum, origin, left, below.at(2 * i + 1));
      }
      below = token;
    }
    return LazyChunks.sinks(builder.build());
  }

  @Override
  public void close() {
    executor.close();
    assertThat(ledger.faults()).isEmpty();
    assertThat(ledger.open()).as("chunks left open").isZero();
    assertThat(finished).hasValue(submitted.get());
    memory.close();
  }
}
