package dev.quern.bench.scheduler;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.LazyChunks;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.scheduler.Session;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds a task, from {@code Session.submit} of a built graph to its outputs: culling, fusion,
 * ordering, running and handing over. Each task adds its inputs, so that the answer can be checked.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBench {
  private static final int INDEPENDENT = 1_000_000;
  private static final int CHAIN = 10_000;
  private static final int LEAVES = 1 << 16;
  private static final int TREE = 2 * LEAVES - 1;
  private static final int WIDTH = 1_000;
  private static final int LAYERS = WIDTH * 1_000;

  private static final Origin ORIGIN = Origin.of("sum");
  private static final Operator SUM = new Sum();

  private final Session session = Session.local().workers(2).open();
  private LazyChunks independent = LazyChunks.sinks(TaskGraph.builder().build());
  private LazyChunks chain = independent;
  private LazyChunks tree = independent;
  private LazyChunks layers = independent;

  /** Builds the graphs, which is not timed. */
  @Setup
  public void build() {
    Token token = Token.of("sum");
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < INDEPENDENT; i++) {
      builder.add(token.at(i), SUM, ORIGIN);
    }
    independent = LazyChunks.sinks(builder.build());
    builder = TaskGraph.builder().add(token.at(0), SUM, ORIGIN);
    for (int i = 1; i < CHAIN; i++) {
      builder.add(token.at(i), SUM, ORIGIN, token.at(i - 1));
    }
    chain = LazyChunks.sinks(builder.build());
    builder = TaskGraph.builder();
    for (int i = 0; i < LEAVES; i++) {
      builder.add(token.at(i), SUM, ORIGIN);
    }
    for (int i = LEAVES; i < TREE; i++) {
      int left = 2 * (i - LEAVES);
      builder.add(token.at(i), SUM, ORIGIN, token.at(left), token.at(left + 1));
    }
    tree = LazyChunks.sinks(builder.build());
    builder = TaskGraph.builder();
    for (int i = 0; i < LAYERS; i++) {
      if (i < WIDTH) {
        builder.add(token.at(i), SUM, ORIGIN);
      } else {
        int above = i - WIDTH;
        int beside = i % WIDTH == 0 ? above + WIDTH - 1 : above - 1;
        builder.add(token.at(i), SUM, ORIGIN, token.at(above), token.at(beside));
      }
    }
    layers = LazyChunks.sinks(builder.build());
  }

  /** Gives the session back. */
  @TearDown
  public void close() {
    session.close();
  }

  /** A million tasks without edges. */
  @Benchmark
  @OperationsPerInvocation(INDEPENDENT)
  public long independent() {
    return checked(independent, INDEPENDENT);
  }

  /** Ten thousand tasks in a row, which become one. */
  @Benchmark
  @OperationsPerInvocation(CHAIN)
  public long chain() {
    return checked(chain, 1);
  }

  /** 65,536 leaves added two by two. */
  @Benchmark
  @OperationsPerInvocation(TREE)
  public long tree() {
    return checked(tree, LEAVES);
  }

  /** A thousand layers of a thousand tasks, each reading two of the layer above: nothing fuses. */
  @Benchmark
  @OperationsPerInvocation(LAYERS)
  public long layers() {
    // A path doubles at each of 999 steps, so that every sum is a multiple of 2^64: it overflows to
    // 0
    return checked(layers, 0);
  }

  private long checked(LazyChunks chunks, long expected) {
    long sum = 0;
    for (Chunk output : session.submit(chunks).join()) {
      sum += ((Value) output).value;
    }
    if (sum != expected) {
      throw new AssertionError("the outputs add up to " + sum + ", not " + expected);
    }
    return sum;
  }

  private record Sum() implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      if (inputs.isEmpty()) {
        return Value.ONE;
      }
      long sum = 0;
      for (Chunk input : inputs) {
        sum += ((Value) input).value;
      }
      return new Value(sum);
    }
  }

  private record Value(long value) implements Chunk {
    private static final Value ONE = new Value(1);

    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public Chunk retain() {
      return this;
    }

    @Override
    public void close() {}
  }
}
