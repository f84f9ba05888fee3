package dev.quern.dataframes.ops;

import dev.quern.engine.chunk.Chunk;
import dev.quern.engine.join.JoinTable;
import java.util.concurrent.atomic.AtomicInteger;

/** A join table as a chunk: built by one task, read by all that probe it. */
final class JoinTableChunk implements Chunk {
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
