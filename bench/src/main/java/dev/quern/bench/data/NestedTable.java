package dev.quern.bench.data;

import dev.quern.bench.peer.DuckDb;
import java.nio.file.Path;
import java.sql.SQLException;

/**
 * Rows of lists, structs and texts of JSON as Parquet, from hashes of their numbers.
 *
 * <pre>
 * i   0 .. N - 1            k   lists of 0 to 2 of 50 numbers, 2,551 different ones
 * n   lists of 0 to 9       s   structs of one of 1,000 numbers and one of 100 texts
 *     numbers below 1,000   t   JSON texts of a number, a text and a list
 * </pre>
 *
 * @param rows N
 */
record NestedTable(int rows) {

  String fileName() {
    return "nested-%d.parquet".formatted(rows);
  }

  void write(Path target) throws SQLException {
    try (DuckDb duckDb = DuckDb.open(2)) {
      duckDb.execute(
          """
          COPY (SELECT i,
            list_transform(range((hash(i) %% 10)::BIGINT),
              lambda x: (hash(31 * i + x) %% 1000)::BIGINT) AS n,
            list_transform(range((hash(i + 1) %% 3)::BIGINT),
              lambda x: (hash(37 * i + x) %% 50)::BIGINT) AS k,
            {'a': (hash(i + 2) %% 1000)::BIGINT, 'b': 'text number ' || hash(i + 3) %% 100} AS s,
            to_json({'id': i, 'name': 'name of ' || hash(i + 4) %% 5000,
              'values': [hash(i + 5) %% 100, hash(i + 6) %% 100]})::VARCHAR AS t
          FROM range(%d) r(i)) TO %s (FORMAT parquet, COMPRESSION zstd)\
          """
              .formatted(rows, DuckDb.quoted(target)));
    }
  }
}
