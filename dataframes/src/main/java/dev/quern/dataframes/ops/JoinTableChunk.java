package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Portable;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinTable;
import dev.quern.engine.join.UnfilledTable;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A join table as a chunk, read by all that probe it. It may be one that other tasks fill first;
 * what they have not done is done by the first who asks for the table.
 */
final class JoinTableChunk implements Portable {
  private final AtomicInteger owners = new AtomicInteger(1);
  private final Batch rows;
  private final List<Integer> keys;
  private final List<Expr> ranges;
  private @Nullable UnfilledTable unfilled;
  private @Nullable JoinTable table;

  private JoinTableChunk(Batch rows, List<Integer> keys, List<Expr> ranges) {
    this.rows = rows;
    this.keys = List.copyOf(keys);
    this.ranges = List.copyOf(ranges);
  }

  /**
   * The table of {@code rows}, which it takes over, whatever happens.
   *
   * @param mayWait whether the rows may be entered later
   */
  static JoinTableChunk of(
      MemoryBudget memory, Batch rows, List<Integer> keys, List<Expr> ranges, boolean mayWait) {
    JoinTableChunk made = new JoinTableChunk(rows.retain(), keys, ranges);
    try {
      made.unfilled = mayWait ? UnfilledTable.of(memory, rows, keys, ranges) : null;
    } catch (RuntimeException | Error e) {
      rows.close();
      made.close();
      throw e;
    }
    if (made.unfilled == null) {
      try {
        made.table = JoinTable.of(memory, rows, keys, ranges);
      } catch (RuntimeException | Error e) {
        made.close();
        throw e;
      }
    }
    return made;
  }

  /**
   * The table, owned by this; whoever asks first finishes it.
   *
   * @param memory what finishing it takes comes from
   */
  synchronized JoinTable table(MemoryBudget memory) {
    JoinTable made = table;
    if (made == null) {
      UnfilledTable waiting = unfilled;
      if (waiting == null) {
        throw new IllegalStateException("a join table without rows");
      }
      made = waiting.finish(memory);
      table = made;
      unfilled = null;
      waiting.close();
    }
    return made;
  }

  /** What other tasks may fill; null when there is nothing left to do. */
  synchronized @Nullable UnfilledTable unfilled() {
    return unfilled;
  }

  @Override
  public long byteSize() {
    return rows.byteSize();
  }

  @Override
  public Kit takeApart() {
    return new Kit(new TableForm(keys, ranges), List.of(rows.retain()));
  }

  /** The rows travel, and the table is built anew. */
  private record TableForm(List<Integer> keys, List<Expr> ranges) implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      Batch rows = (Batch) parts.getFirst();
      JoinTableChunk made = JoinTableChunk.of(memory, rows.retain(), keys, ranges, true);
      rows.close();
      return made;
    }
  }

  @Override
  public JoinTableChunk retain() {
    owners.incrementAndGet();
    return this;
  }

  @Override
  public void close() {
    if (owners.decrementAndGet() == 0) {
      rows.close();
      UnfilledTable waiting = unfilled;
      if (waiting != null) {
        waiting.close();
      }
      JoinTable made = table;
      if (made != null) {
        made.close();
      }
    }
  }
}
