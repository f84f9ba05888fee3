package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.Compact;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.kernel.Slots;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.type.Schema;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first {@code k} rows of a stream of batches in the order of some keys; of equal rows those
 * that came first.
 *
 * <p>Rows are gathered until there are about twice {@code k}, then sorted and cut. From the first
 * cut on, a row that does not come before the worst one kept is dropped at a glance, mostly by one
 * comparison of words. Holds at most {@code 2k} rows and a morsel, with their strings copied, so
 * that the batches they came from can go.
 */
public final class TopK implements AutoCloseable {
  /** Rows to gather at least before sorting is worth it. */
  private static final int FEWEST = 4096;

  private final MemoryBudget budget;
  private final Schema schema;
  private final List<SortKey> keys;
  private final int k;
  private final List<Batch> candidates = new ArrayList<>();
  private @Nullable Batch best;
  private @Nullable KeySide bound;
  private int gathered;

  /** Keeps {@code k} rows, at least 0, of batches of this schema. */
  public TopK(MemoryBudget budget, Schema schema, List<SortKey> keys, int k) {
    if (k < 0) {
      throw new IllegalArgumentException("the first " + k + " rows");
    }
    this.budget = budget;
    this.schema = schema;
    this.keys = List.copyOf(keys);
    this.k = k;
  }

  /** Adds the rows of {@code batch}, which stays owned by the caller. */
  public void consume(Batch batch) {
    if (k == 0 || batch.rows() == 0) {
      return;
    }
    try (NativeBuffer rows = budget.allocate((long) Integer.BYTES * batch.rows())) {
      int count = hopeful(batch, rows);
      if (count == 0) {
        return;
      }
      try (Batch chosen = Take.gather(budget, batch, rows.segment(), count)) {
        candidates.add(Compact.batch(budget, chosen));
      }
      gathered += count;
    }
    if (gathered >= Math.max(FEWEST, k)) {
      cut();
    }
  }

  /** The rows that come before the worst one kept; returns how many. */
  private int hopeful(Batch batch, NativeBuffer rows) {
    KeySide worst = bound;
    int n = batch.rows();
    KeySide side = new KeySide(batch, keys);
    int last = k - 1;
    long limit = worst == null ? 0 : worst.prefix(last);
    int count = 0;
    for (int row = 0; row < n; row++) {
      if (worst != null) {
        long word = side.prefix(row);
        if (word > limit || (word == limit && side.compare(row, worst, last) >= 0)) {
          continue;
        }
      }
      Slots.setInt32(rows.segment(), count++, row);
    }
    return count;
  }

  private void cut() {
    List<Batch> parts = new ArrayList<>();
    Batch kept = best;
    if (kept != null) {
      parts.add(kept);
    }
    parts.addAll(candidates);
    try (Batch all = Batches.concat(budget, schema, parts);
        NativeBuffer order = RowSorter.sort(budget, all, keys);
        Batch first = Take.gather(budget, all, order.segment(), Math.min(k, all.rows()))) {
      best = Compact.batch(budget, first);
    }
    parts.forEach(Batch::close);
    candidates.clear();
    gathered = 0;
    Batch now = best;
    bound = now != null && now.rows() == k ? new KeySide(now, keys) : null;
  }

  /** The rows kept, in order, owned by the caller; fewer than {@code k} if there were fewer. */
  public Batch finish(MemoryBudget target) {
    if (!candidates.isEmpty()) {
      cut();
    }
    Batch kept = best;
    return kept == null ? Batches.concat(target, schema, List.of()) : kept.retain();
  }

  @Override
  public void close() {
    candidates.forEach(Batch::close);
    candidates.clear();
    Batch kept = best;
    best = null;
    bound = null;
    if (kept != null) {
      kept.close();
    }
  }
}
