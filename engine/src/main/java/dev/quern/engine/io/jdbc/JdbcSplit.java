package dev.quern.engine.io.jdbc;

import dev.quern.engine.io.BatchReader;
import dev.quern.engine.io.Split;
import dev.quern.engine.memory.MemoryBudget;
import dev.quern.engine.type.Schema;
import java.util.OptionalLong;

/** The rows of one query, read by a connection of its own. */
public record JdbcSplit(String url, JdbcOptions options, String query, Schema schema)
    implements Split {
  /** A guess: nobody knows before the rows come. */
  private static final long BYTES = 16 << 20;

  @Override
  public BatchReader open(MemoryBudget budget, int batchRows) {
    return new JdbcReader(this, budget, batchRows);
  }

  @Override
  public OptionalLong rowCount() {
    return OptionalLong.empty();
  }

  @Override
  public long estimatedBytes() {
    return BYTES;
  }

  @Override
  public String describe() {
    return "%s, %s".formatted(Connections.plain(url), query);
  }

  @Override
  public String toString() {
    return describe();
  }
}
