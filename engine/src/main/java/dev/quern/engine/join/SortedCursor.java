package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Batches;
import dev.quern.engine.chunk.ColumnVector;
import dev.quern.engine.chunk.Take;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.memory.NativeBuffer;
import dev.quern.engine.sort.KeySide;
import dev.quern.engine.sort.SortKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one side of a {@link MergeJoin} has got to: a row of a batch. The batch behind it is read
 * ahead where someone must know whether a key goes on there.
 */
final class SortedCursor implements AutoCloseable {
  private final BatchReader reader;
  private final List<SortKey> keys;
  private @Nullable Batch batch;
  private @Nullable KeySide side;
  private @Nullable Batch ahead;
  private boolean hasNulls;
  private boolean ended;
  private int rows;

  /** The current row; as many as there are rows at the end of the batch. */
  int row;

  /**
   * Before the first batch.
   *
   * @param reader rows in the order of {@code keys}; owned by this from here on
   */
  SortedCursor(BatchReader reader, List<SortKey> keys) {
    this.reader = reader;
    this.keys = keys;
  }

  /** Whether the current batch has no further row. */
  boolean isSpent() {
    return row == rows;
  }

  /** Whether there are no further batches behind the current one, which is spent. */
  boolean isEnded() {
    return ended;
  }

  /** How many rows the current batch has. */
  int rows() {
    return rows;
  }

  /** The current batch, owned by this. */
  Batch batch() {
    if (batch == null) {
      throw new IllegalStateException("no batch");
    }
    return batch;
  }

  KeySide side() {
    if (side == null) {
      throw new IllegalStateException("no batch");
    }
    return side;
  }

  /** Whether a key of {@code row} is null. */
  boolean isNull(int row) {
    return hasNulls && side().hasNull(row);
  }

  /** Goes to the first row of the next batch; false at the end. */
  boolean nextBatch() {
    Batch next = peek();
    ahead = null;
    drop();
    if (next == null) {
      ended = true;
      return false;
    }
    set(next);
    return true;
  }

  /** Behind the last of the rows that are equal to the current one in this batch. */
  int endOfEquals() {
    KeySide live = side();
    int end = row + 1;
    while (end < rows && live.compare(end, live, row) == 0) {
      end++;
    }
    return end;
  }

  /** How many of the first rows of the next batch are equal to {@code other} of {@code like}. */
  int equalsAhead(KeySide like, int other) {
    Batch next = peek();
    if (next == null) {
      return 0;
    }
    KeySide live = new KeySide(next, keys);
    int end = 0;
    while (end < next.rows() && live.compare(end, like, other) == 0) {
      end++;
    }
    return end;
  }

  /** The rows from here on together with the next batch, which there is, as the current batch. */
  void widen(MemoryBudget budget) {
    Batch next = peek();
    if (next == null) {
      throw new IllegalStateException("no further batch");
    }
    Batch wider;
    try (Batch rest = take(budget, row, rows)) {
      wider = Batches.concat(budget, rest.schema(), List.of(rest, next));
    }
    ahead = null;
    next.close();
    drop();
    set(wider);
  }

  /** Rows {@code from} to {@code to - 1} of the current batch, owned by the caller. */
  Batch take(MemoryBudget budget, int from, int to) {
    try (NativeBuffer numbers = Take.numbers(budget, from, to - from)) {
      return Take.gather(budget, batch(), numbers.segment(), to - from);
    }
  }

  /** Rows of the next batch, 0 if there is none. */
  int rowsAhead() {
    Batch next = peek();
    return next == null ? 0 : next.rows();
  }

  private @Nullable Batch peek() {
    while (ahead == null && !ended) {
      Batch next = reader.next();
      if (next == null) {
        break;
      }
      if (next.rows() > 0) {
        ahead = next;
      } else {
        next.close();
      }
    }
    return ahead;
  }

  private void set(Batch next) {
    batch = next;
    side = new KeySide(next, keys);
    hasNulls = keys.stream().map(key -> next.column(key.column())).anyMatch(SortedCursor::hasNulls);
    rows = next.rows();
    row = 0;
  }

  private static boolean hasNulls(ColumnVector column) {
    return column.nullCount() > 0;
  }

  private void drop() {
    Batch old = batch;
    batch = null;
    side = null;
    rows = 0;
    row = 0;
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    drop();
    Batch next = ahead;
    ahead = null;
    ended = true;
    if (next != null) {
      next.close();
    }
    reader.close();
  }
}
