package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.sort.SortedRun.Stretch;
import dev.quern.engine.type.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Neighbouring batches of a run, out of one stretch after the other. */
final class StretchReader implements BatchReader {
  private final MemoryBudget budget;
  private final List<Stretch> stretches;
  private final int from;
  private final int to;
  private int next;
  private @Nullable BatchReader open;

  /** Batches {@code from} to {@code to - 1}, which {@code stretches} have. */
  StretchReader(MemoryBudget budget, List<Stretch> stretches, int from, int to) {
    this.budget = budget;
    this.stretches = List.copyOf(stretches);
    this.from = from;
    this.to = to;
  }

  @Override
  public Schema schema() {
    return stretches.getFirst().batches().schema();
  }

  @Override
  public @Nullable Batch next() {
    while (true) {
      Batch batch = open == null ? null : open.next();
      if (batch != null || next == stretches.size()) {
        return batch;
      }
      closeStretch();
      Stretch stretch = stretches.get(next++);
      int first = Math.max(from, stretch.first()) - stretch.first();
      int end = Math.min(to, stretch.end()) - stretch.first();
      open = stretch.batches().open(budget, first, end);
    }
  }

  private void closeStretch() {
    BatchReader ended = open;
    open = null;
    if (ended != null) {
      ended.close();
    }
  }

  @Override
  public void close() {
    next = stretches.size();
    closeStretch();
  }
}
