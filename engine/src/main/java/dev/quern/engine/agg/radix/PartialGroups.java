package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.graph.TaskContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The partial aggregation of one task's rows.
 *
 * <p>When the table has grown beyond the cache, its groups are handed out and it begins anew. That
 * is decided by the number of groups and the size of their states, which depend on the rows alone;
 * so memory decides where the groups handed out stay, and never how float sums are rounded.
 *
 * <p>Not thread-safe.
 */
public final class PartialGroups implements AutoCloseable {
  private static final int MOST_GROUPS = 128 << 10;
  private static final long MOST_BYTES = 16 << 20;

  private final TaskContext context;
  private final Grouping grouping;
  private final int mostGroups;
  private final List<GroupPiece> pieces = new ArrayList<>();
  private HashAggregator aggregator;
  private boolean fresh = true;

  /** An aggregation without rows so far, in the task of {@code context}. */
  public PartialGroups(TaskContext context, Grouping grouping) {
    this(context, grouping, MOST_GROUPS);
  }

  /** The same, which hands out its groups when they are {@code mostGroups}. */
  PartialGroups(TaskContext context, Grouping grouping, int mostGroups) {
    this.context = context;
    this.grouping = grouping;
    this.mostGroups = mostGroups;
    this.aggregator = grouping.open(context.memory());
  }

  /** Adds the rows of a morsel, which stays owned by the caller. */
  public void consume(Batch morsel) {
    aggregator.consume(morsel);
    added();
  }

  /** Adds rows that are partial results themselves; the morsel stays owned by the caller. */
  public void merge(Batch morsel) {
    aggregator.merge(morsel);
    added();
  }

  private void added() {
    fresh = false;
    if (aggregator.groups() >= mostGroups || aggregator.byteSize() >= MOST_BYTES) {
      handOut();
    }
  }

  private void handOut() {
    int keys = grouping.keys().size();
    try (Batch states = aggregator.partial(context.memory())) {
      pieces.add(MemoryPiece.sorted(context.memory(), states, keys));
    }
    aggregator.close();
    aggregator = grouping.open(context.memory());
    fresh = true;
    if (GroupParts.bytes(pieces) > context.memoryShare() / 2) {
      GroupParts.putAside(context.spill(), context.memory(), grouping, pieces);
    }
  }

  /** The groups, owned by the caller. This must not be added to any more. */
  public GroupParts finish() {
    if (!pieces.isEmpty()) {
      if (!fresh) {
        handOut();
      }
    } else {
      Batch states = aggregator.partial(context.memory());
      pieces.add(MemoryPiece.of(context.memory(), states, grouping.keys().size()));
    }
    GroupParts result = new GroupParts(context.memory(), grouping, pieces);
    pieces.clear();
    return result;
  }

  @Override
  public void close() {
    aggregator.close();
    pieces.forEach(GroupPiece::close);
    pieces.clear();
  }
}
