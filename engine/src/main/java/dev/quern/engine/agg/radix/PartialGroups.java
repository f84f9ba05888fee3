package dev.quern.engine.agg.radix;

import dev.quern.engine.agg.Grouping;
import dev.quern.engine.agg.HashAggregator;
import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Footprint;
import dev.quern.engine.chunk.Selections;
import dev.quern.engine.graph.TaskContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The partial aggregation of one task's rows.
 *
 * <p>Where the first rows are nearly a group each, aggregating them would copy more than it saves:
 * those rows and all that follow are handed out as they are, and first aggregated when those with
 * the same key have come together. Otherwise, when the table has grown beyond the cache, its groups
 * are handed out and it begins anew. Both are decided by the number of groups and the size of their
 * states, which depend on the rows alone; so memory decides where the groups handed out stay, and
 * never how float sums are rounded.
 *
 * <p>Not thread-safe.
 */
public final class PartialGroups implements AutoCloseable {
  private static final int MOST_GROUPS = 32 << 10;
  private static final long MOST_BYTES = 4 << 20;

  /** Rows to judge by. */
  private static final int TRIAL_ROWS = 16 << 10;

  /** Of so many rows there must be fewer groups than three quarters. */
  private static final double FEW = 0.75;

  /** Rows that are sorted at once: more, and gathering them leaves the cache. */
  private static final int PIECE_ROWS = 128 << 10;

  private static final long PIECE_BYTES = 16 << 20;

  private final TaskContext context;
  private final Grouping grouping;
  private final int mostGroups;
  private final List<GroupPiece> pieces = new ArrayList<>();
  private HashAggregator aggregator;
  private long aggregated;

  /** The rows of the trial, and then rows that are not aggregated. */
  private final List<Batch> rows = new ArrayList<>();

  private final Footprint keptBytes = new Footprint();
  private int kept;

  private boolean onTrial = true;
  private boolean passing;

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
    if (passing) {
      pass(morsel);
      return;
    }
    aggregator.consume(morsel);
    aggregated += morsel.rows();
    if (onTrial) {
      keep(morsel);
      if (aggregated >= TRIAL_ROWS) {
        judge();
      }
    }
    added();
  }

  /** Adds rows that are partial results themselves; the morsel stays owned by the caller. */
  public void merge(Batch morsel) {
    aggregator.merge(morsel);
    aggregated += morsel.rows();
    added();
  }

  private void judge() {
    onTrial = false;
    if (aggregator.groups() < FEW * aggregated) {
      dropRows();
    } else {
      passing = true;
      restart();
    }
  }

  private void restart() {
    aggregator.close();
    aggregator = grouping.open(context.memory());
    aggregated = 0;
  }

  private void pass(Batch morsel) {
    keep(morsel);
    if (kept >= PIECE_ROWS
        || keptBytes.bytes() >= Math.min(PIECE_BYTES, context.memoryShare() / 4)) {
      handOutRows();
    }
  }

  private void keep(Batch morsel) {
    rows.add(morsel.retain());
    kept += morsel.rows();
    keptBytes.add(morsel);
  }

  private void added() {
    if (aggregator.groups() >= mostGroups || aggregator.byteSize() >= MOST_BYTES) {
      handOut();
    }
  }

  private void handOut() {
    int keys = grouping.keys().size();
    try (Batch states = aggregator.partial(context.memory())) {
      pieces.add(MemoryPiece.sorted(context.memory(), states, keys));
    }
    restart();
    putAside();
  }

  private void handOutRows() {
    try (Batch together = together()) {
      dropRows();
      pieces.add(MemoryPiece.ofRows(context.memory(), together, grouping.keys()));
    }
    putAside();
  }

  private void putAside() {
    if (GroupParts.bytes(pieces) > context.memoryShare() / 2) {
      GroupParts.putAside(context.spill(), grouping, pieces);
    }
  }

  /** The rows as one batch without dictionaries, owned by the caller. */
  private Batch together() {
    List<ColumnVector> columns = new ArrayList<>();
    try (Batch all = Batches.concat(context.memory(), grouping.input(), rows)) {
      for (ColumnVector column : all.columns()) {
        columns.add(Selections.flat(context.memory(), column));
      }
      return Batch.of(grouping.input(), all.rows(), columns);
    } catch (RuntimeException | Error e) {
      columns.forEach(ColumnVector::close);
      throw e;
    }
  }

  /** The groups, owned by the caller. This must not be added to any more. */
  public GroupParts finish() {
    if (passing) {
      if (!rows.isEmpty()) {
        handOutRows();
      }
    } else if (pieces.isEmpty()) {
      Batch states = aggregator.partial(context.memory());
      pieces.add(MemoryPiece.of(context.memory(), states, grouping.keys().size()));
    } else if (aggregated > 0) {
      handOut();
    }
    GroupParts result = new GroupParts(grouping, pieces);
    pieces.clear();
    return result;
  }

  private void dropRows() {
    rows.forEach(Batch::close);
    rows.clear();
    kept = 0;
    keptBytes.clear();
  }

  @Override
  public void close() {
    aggregator.close();
    dropRows();
    pieces.forEach(GroupPiece::close);
    pieces.clear();
  }
}
