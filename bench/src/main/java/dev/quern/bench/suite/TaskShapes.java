package dev.quern.bench.suite;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Graphs of tasks that do next to nothing, so that running them is all there is to time. */
final class TaskShapes {

  private TaskShapes() {}

  /**
   * The sum of the inputs and a number.
   *
   * @param own the number
   */
  record Add(long own) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      long sum = own;
      for (Chunk input : inputs) {
        sum += ((Count) input).value();
      }
      return new Count(sum);
    }
  }

  /** A result that is the same for all. */
  record One() implements Operator {
    private static final Chunk ONE = new Count(1);

    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      return ONE;
    }
  }

  /** {@link Add}, with a look at how many results are alive. */
  static final class Watched implements Operator {
    private final AtomicLong live = new AtomicLong();
    private final AtomicLong peak = new AtomicLong();

    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      peak.accumulateAndGet(live.incrementAndGet(), Math::max);
      return new Living(live);
    }

    long peak() {
      return peak.get();
    }
  }

  private record Living(AtomicLong live) implements Chunk {
    @Override
    public long byteSize() {
      return 0;
    }

    @Override
    public Chunk retain() {
      live.incrementAndGet();
      return this;
    }

    @Override
    public void close() {
      live.decrementAndGet();
    }
  }

  /** {@code count} tasks without edges. */
  static TaskGraph independent(int count) {
    Operator one = new One();
    Origin origin = Origin.of("no-op");
    Token token = Token.of("independent", count);
    TaskGraphBuilder builder = TaskGraph.builder();
    for (int i = 0; i < count; i++) {
      builder.add(token.at(i), one, origin);
    }
    return builder.build();
  }

  /** {@code length} tasks in a row. */
  static TaskGraph chain(int length) {
    Operator next = new Add(1);
    Origin origin = Origin.of("chain");
    Token token = Token.of("chain", length);
    TaskGraphBuilder builder = TaskGraph.builder().add(token.at(0), next, origin);
    for (int i = 1; i < length; i++) {
      builder.add(token.at(i), next, origin, token.at(i - 1));
    }
    return builder.build();
  }

  /** The pairwise sum of {@code leaves} results, level by level; {@code leaves} is a power of 2. */
  static TaskGraph tree(int leaves, Operator leaf, Operator pair) {
    Origin origin = Origin.of("tree");
    TaskGraphBuilder builder = TaskGraph.builder();
    Token below = Token.of("leaf", leaves);
    for (int i = 0; i < leaves; i++) {
      builder.add(below.at(i), leaf, origin);
    }
    for (int width = leaves / 2; width > 0; width /= 2) {
      Token token = Token.of("pair", leaves, width);
      for (int i = 0; i < width; i++) {
        Key left = below.at(2 * i);
        builder.add(token.at(i), pair, origin, left, below.at(2 * i + 1));
      }
      below = token;
    }
    return builder.build();
  }
}
