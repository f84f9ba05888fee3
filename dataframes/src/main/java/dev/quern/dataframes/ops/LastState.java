package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.memory.MemoryBudget;
import java.util.ArrayDeque;
import java.util.Deque;

/** Keeps the last rows. */
final class LastState implements SinkState {
  private final RowSink.Last sink;
  private final TaskContext context;
  private final Deque<Batch> batches = new ArrayDeque<>();
  private long rows;

  LastState(RowSink.Last sink, TaskContext context) {
    this.sink = sink;
    this.context = context;
  }

  @Override
  public void accept(Batch batch) {
    batches.add(batch);
    rows += batch.rows();
    while (rows - batches.getFirst().rows() >= sink.count()) {
      rows -= batches.getFirst().rows();
      batches.removeFirst().close();
    }
  }

  @Override
  public Chunk finish() {
    try (CollectState last = new CollectState(sink.schema(), Long.MAX_VALUE, context)) {
      long extra = Math.max(0, rows - sink.count());
      while (!batches.isEmpty()) {
        last.accept(behind(context.memory(), batches.removeFirst(), (int) extra));
        extra = 0;
      }
      return last.finish();
    }
  }

  /** The rows of {@code batch}, which is taken over, behind its first {@code count}. */
  static Batch behind(MemoryBudget budget, Batch batch, int count) {
    if (count == 0) {
      return batch;
    }
    try (batch) {
      return RowRange.of(budget, batch, count, batch.rows() - count);
    }
  }

  @Override
  public void close() {
    batches.forEach(Batch::close);
    batches.clear();
  }
}
