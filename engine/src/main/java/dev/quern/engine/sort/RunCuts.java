package dev.quern.engine.sort;

import dev.quern.engine.chunk.Batch;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows of one part begin and end in one run. The first rows of the batches tell it to
 * within a batch; the rest is told when that batch is read.
 */
final class RunCuts {
  private final List<SortKey> keys;
  private final @Nullable Cut low;
  private final @Nullable Cut high;
  private final int firstBatch;
  private final int endBatch;

  /**
   * @param low before the first row of the part; null when that is the first of all
   * @param high behind the last row of the part; null when that is the last of all
   */
  RunCuts(SortedRun run, List<SortKey> keys, @Nullable Cut low, @Nullable Cut high) {
    this.keys = keys;
    this.low = low;
    this.high = high;
    KeySide firsts = new KeySide(run.firsts(), indexKeys(keys));
    int count = run.count();
    this.firstBatch = low == null ? 0 : low.firstBatch(firsts, count);
    this.endBatch = high == null ? count : high.endBatch(firsts, count);
  }

  /** The keys as positions in {@link SortedRun#firsts}. */
  static List<SortKey> indexKeys(List<SortKey> keys) {
    return IntStream.range(0, keys.size())
        .mapToObj(i -> new SortKey(i, keys.get(i).descending(), keys.get(i).nullsFirst()))
        .toList();
  }

  /** The first batch of which rows may belong to the part. */
  int firstBatch() {
    return firstBatch;
  }

  /** Behind the last batch of which rows may belong to the part. */
  int endBatch() {
    return endBatch;
  }

  /** Whether surely no row belongs to the part. */
  boolean isEmpty() {
    return firstBatch >= endBatch;
  }

  /** The first row that counts of {@code batch}, which is number {@link #firstBatch}. */
  int firstRow(Batch batch) {
    return low == null || low.exact >= 0 ? 0 : low.left(new KeySide(batch, keys), batch.rows());
  }

  /** Behind the last row that counts of {@code batch}, which is the last one. */
  int endRow(Batch batch) {
    return high == null || high.exact >= 0
        ? batch.rows()
        : high.left(new KeySide(batch, keys), batch.rows());
  }

  /**
   * A splitter as one run sees it.
   *
   * @param splitter rows of keys
   * @param row the splitter among them
   * @param exact in the run that the splitter is from, the batch of which it is the first row;
   *     otherwise -1
   * @param equalsGoLeft whether rows of the same key come before the splitter
   */
  record Cut(KeySide splitter, int row, int exact, boolean equalsGoLeft) {
    private int firstBatch(KeySide firsts, int count) {
      return exact >= 0 ? exact : Math.max(0, left(firsts, count) - 1);
    }

    private int endBatch(KeySide firsts, int count) {
      return exact >= 0 ? exact : left(firsts, count);
    }

    /** How many of these rows come before the splitter. */
    private int left(KeySide rows, int count) {
      int from = 0;
      int to = count;
      while (from < to) {
        int middle = (from + to) >>> 1;
        int order = rows.compare(middle, splitter, row);
        if (order < 0 || (order == 0 && equalsGoLeft)) {
          from = middle + 1;
        } else {
          to = middle;
        }
      }
      return from;
    }
  }
}
