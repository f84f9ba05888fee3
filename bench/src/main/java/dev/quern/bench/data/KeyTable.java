package dev.quern.bench.data;

import dev.quern.bench.peer.DuckDb;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Keys of few, many and as many values as rows, without order, written to Parquet by DuckDB.
 *
 * <pre>
 *   k1, s1  100 integers, and strings of 8 bytes       v  0 .. 999
 *   k2, s2  100,000 of them                            x  0 .. 1
 *   k3      one a row
 * </pre>
 *
 * @param rows how many rows
 */
record KeyTable(int rows) {

  String fileName() {
    return "keys_%d.parquet".formatted(rows);
  }

  void write(Path target) throws SQLException {
    String columns =
        """
        SELECT hash(i) %% 100 AS k1, hash(i + 1) %% 100000 AS k2, (i * 7919) %% %1$d AS k3,
               hash(i + 2) %% 1000 AS v, (hash(i + 3) %% 1000003) / 1000003.0 AS x
        FROM range(%1$d) t(i)\
        """
            .formatted(rows);
    String sql =
        """
        COPY (SELECT k1::BIGINT AS k1, k2::BIGINT AS k2, k3::BIGINT AS k3, v::BIGINT AS v,
                     x::DOUBLE AS x, 'id' || lpad(k1::VARCHAR, 6, '0') AS s1,
                     'id' || lpad(k2::VARCHAR, 6, '0') AS s2 FROM (%s))
        TO %s (FORMAT parquet)\
        """
            .formatted(columns, DuckDb.quoted(target));
    try (DuckDb duckDb = DuckDb.open(1)) {
      duckDb.execute(sql);
    }
  }
}
