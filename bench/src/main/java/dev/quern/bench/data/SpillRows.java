package dev.quern.bench.data;

import dev.quern.bench.peer.DuckDb;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Rows of four numbers, in no order: a key to sort by, a group that has two rows, a value and the
 * row's number. Written to Parquet by DuckDB.
 */
public final class SpillRows {
  /** What a row takes in memory. */
  public static final long ROW_BYTES = 32;

  private static final long ROUND = 1_000_000;

  private SpillRows() {}

  /** How many take five times a budget of so many bytes, rounded. */
  public static long count(long budget) {
    return 5 * budget / ROW_BYTES / ROUND * ROUND;
  }

  static void write(long rows, Path target) throws SQLException {
    try (DuckDb duckDb = DuckDb.open(1)) {
      duckDb.execute(
          """
          COPY (SELECT (hash(i) %% %1$d)::BIGINT k, (hash(7 * i) %% %2$d)::BIGINT g,
                       (i %% 1000)::DOUBLE v, i::BIGINT id
                FROM range(%1$d) t(i))
          TO %3$s (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 61440)\
          """
              .formatted(rows, rows / 2, DuckDb.quoted(target)));
    }
  }
}
