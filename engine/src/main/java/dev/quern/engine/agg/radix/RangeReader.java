package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups in memory as keys and states, a few at a time. */
final class RangeReader implements BatchReader {
  private final MemoryBudget budget;
  private final Grouping grouping;
  private final Schema schema;
  private final int mostRows;
  private final Deque<GroupRange> left;

  /** A reader of {@code ranges}, at most {@code mostRows} rows at a time. */
  RangeReader(MemoryBudget budget, Grouping grouping, List<GroupRange> ranges, int mostRows) {
    this.budget = budget;
    this.grouping = grouping;
    this.schema = grouping.partialSchema();
    this.mostRows = mostRows;
    this.left = new ArrayDeque<>(ranges);
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public @Nullable Batch next() {
    GroupRange range = left.poll();
    while (range != null && range.count() == 0) {
      range = left.poll();
    }
    if (range == null) {
      return null;
    }
    if (range.count() > mostRows) {
      left.addFirst(range.tail(mostRows));
    }
    return range.head(mostRows).states(budget, grouping);
  }

  @Override
  public void close() {
    left.clear();
  }
}
