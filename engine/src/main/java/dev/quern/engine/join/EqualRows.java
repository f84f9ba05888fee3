package dev.quern.engine.join;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.graph.TaskContext;
import dev.quern.engine.io.BatchReader;
import dev.quern.engine.sort.KeySide;
import dev.quern.engine.sort.SortKey;
import dev.quern.engine.spill.Spool;
import dev.quern.engine.spill.SpooledBatches;
import dev.quern.engine.type.Schema;
import java.util.List;

/**
 * All right rows of one key, where they are many: on disk, if they exceed a part of the task's
 * share. They are read once for each left row of that key, which gives as many rows.
 */
final class EqualRows implements AutoCloseable {
  private final Batch first;
  private final KeySide key;
  private final SpooledBatches rows;

  private EqualRows(Batch first, KeySide key, SpooledBatches rows) {
    this.first = first;
    this.key = key;
    this.rows = rows;
  }

  /** The rows from where {@code right} is; behind them afterwards. */
  static EqualRows of(TaskContext context, Schema schema, List<SortKey> keys, SortedCursor right) {
    Batch first = right.take(context.memory(), right.row, right.row + 1);
    KeySide key = new KeySide(first, keys);
    try (Spool spool = new Spool(context.spill(), "rows of one key", schema)) {
      int end = right.endOfEquals();
      add(context, spool, right.take(context.memory(), right.row, end));
      right.row = end;
      while (right.isSpent()) {
        int more = right.equalsAhead(key, 0);
        if (more == 0) {
          break;
        }
        context.checkCancelled();
        right.nextBatch();
        add(context, spool, right.take(context.memory(), 0, more));
        right.row = more;
      }
      return new EqualRows(first, key, spool.finish());
    } catch (RuntimeException | Error e) {
      first.close();
      throw e;
    }
  }

  private static void add(TaskContext context, Spool spool, Batch rows) {
    spool.add(rows);
    if (spool.bytes() > context.memoryShare() / 4) {
      spool.putAside();
    }
  }

  /** Whether the row where {@code left} is has this key. */
  boolean isOf(SortedCursor left) {
    return !left.isNull(left.row) && left.side().compare(left.row, key, 0) == 0;
  }

  BatchReader open(TaskContext context) {
    return rows.open(context.memory());
  }

  @Override
  public void close() {
    first.close();
    rows.close();
  }
}
