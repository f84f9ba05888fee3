package dev.quern.bench.suite;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.Key;
import dev.quern.engine.graph.Operator;
import dev.quern.engine.graph.Origin;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.graph.TaskGraph;
import dev.quern.engine.graph.TaskGraphBuilder;
import dev.quern.engine.graph.Token;
import dev.quern.engine.kernel.ArithmeticOp;
import dev.quern.engine.kernel.Bitmaps;
import dev.quern.engine.kernel.CompareOp;
import dev.quern.engine.kernel.Kernels;
import dev.quern.engine.kernel.LaneType;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.scheduler.Session;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The program whose fresh JVMs {@link WarmupSuite} starts: runs {@code sum(a * b) where a < 0.5}
 * over a million rows again and again for some seconds, by session, tasks, operators and kernels as
 * every query, and prints how long each run took.
 */
public final class WarmupProbe {
  private static final int ROWS = 64 * Columns.MORSEL;
  private static final int PARTITION = 4 * Columns.MORSEL;
  private static final double SECONDS = 3;

  private WarmupProbe() {}

  /** Prints {@code SINCE_FIRST_START NANOS} for each run; the argument is the number of workers. */
  @SuppressWarnings("SystemOut")
  public static void main(String... arguments) {
    StringBuilder lines = new StringBuilder();
    try (MemoryBudget memory = MemoryBudget.root("probe", 1L << 30);
        Columns columns = new Columns(memory, ROWS);
        Session session = Session.local().workers(Integer.parseInt(arguments[0])).open()) {
      TaskGraph query = query(columns);
      long begin = System.nanoTime();
      long now = begin;
      while (now - begin < SECONDS * 1e9) {
        long start = now;
        run(session, query);
        now = System.nanoTime();
        lines.append(now - begin).append(' ').append(now - start).append('\n');
      }
    }
    System.out.print(lines);
  }

  private static void run(Session session, TaskGraph query) {
    new Outputs(session.submit(query).join()).close();
  }

  private static TaskGraph query(Columns columns) {
    TaskGraphBuilder builder = TaskGraph.builder();
    Token token = Token.of("part");
    List<Key> parts = new ArrayList<>();
    for (int row = 0; row < ROWS; row += PARTITION) {
      Key key = token.at(parts.size());
      builder.add(key, new Part(columns, row), Origin.of("sum where"));
      parts.add(key);
    }
    return builder.add(Key.of("total"), new Total(), Origin.of("total"), parts).build();
  }

  /**
   * The sum over one partition.
   *
   * @param columns the data
   * @param from its first row
   */
  private record Part(Columns columns, int from) implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      double sum = 0;
      try (NativeBuffer product = context.memory().allocate(8L * Columns.MORSEL);
          NativeBuffer bits = context.memory().allocate(Bitmaps.byteSize(Columns.MORSEL))) {
        for (int row = from; row < from + PARTITION; row += Columns.MORSEL) {
          context.checkCancelled();
          sum += morsel(row, product.segment(), bits.segment());
        }
      }
      return new Sum(sum);
    }

    private double morsel(int row, MemorySegment product, MemorySegment bits) {
      Kernels kernels = Kernels.active();
      int count = Columns.MORSEL;
      MemorySegment a = Columns.values(columns.a, row, count);
      MemorySegment b = Columns.values(columns.b, row, count);
      LaneType type = LaneType.FLOAT64;
      kernels.compare().compare(CompareOp.LT, type, a, type.bits(Columns.LIMIT), bits, count);
      kernels
          .arithmetic()
          .apply(ArithmeticOp.MULTIPLY, type, a, b, Bitmaps.ALL_VALID, product, count);
      return kernels.reduce().sumFloat(type, product, bits, count);
    }
  }

  /** The sum of sums, in order. */
  private record Total() implements Operator {
    @Override
    public Chunk apply(TaskContext context, List<Chunk> inputs) {
      double sum = 0;
      for (Chunk input : inputs) {
        sum += ((Sum) input).value();
      }
      return new Sum(sum);
    }
  }

  /** A chunk of one number and no memory. */
  private record Sum(double value) implements Chunk {
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
