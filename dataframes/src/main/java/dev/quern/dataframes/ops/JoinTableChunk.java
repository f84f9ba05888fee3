package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Batch;
import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.chunk.Portable;
import dev.quern.engine.expr.Expr;
import dev.quern.engine.join.JoinTable;
import dev.quern.engine.memory.MemoryBudget;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A join table as a chunk: built by one task, read by all that probe it. */
final class JoinTableChunk implements Portable {
  private final JoinTable table;
  private final AtomicInteger owners = new AtomicInteger(1);

  JoinTableChunk(JoinTable table) {
    this.table = table;
  }

  JoinTable table() {
    return table;
  }

  @Override
  public long byteSize() {
    return table.rows().byteSize();
  }

  @Override
  public Kit takeApart() {
    return new Kit(new TableForm(table.keys(), table.ranges()), List.of(table.rows().retain()));
  }

  /** The rows travel, and the table is built anew. */
  private record TableForm(List<Integer> keys, List<Expr> ranges) implements Form {
    @Override
    public Chunk assemble(MemoryBudget memory, List<Chunk> parts) {
      Batch rows = (Batch) parts.getFirst();
      JoinTable table = JoinTable.build(memory, rows.schema(), List.of(rows), keys, ranges);
      rows.close();
      return new JoinTableChunk(table);
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
      table.close();
    }
  }
}
