package dev.quern.bench.data;

import dev.quern.bench.peer.DuckDb;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables {@code J1} of the h2o.ai database benchmark as Parquet, from its published definition:
 * keys of three sizes, of which nine tenths are on both sides of a join. The distributions are
 * those of the original, the random stream is not.
 *
 * <pre>
 *   X        N rows            id1, id2, id3   N/1e6, N/1e3, N integers     id4, id5, id6   the same as strings
 *   SMALL    N/1e6 rows        id1             MEDIUM   id1, id2            BIG   id1, id2, id3
 * </pre>
 */
public enum JoinTable {
  X(3, "v1", 0),
  SMALL(1, "v2", 10),
  MEDIUM(2, "v2", 20),
  BIG(3, "v2", 30);

  private final int keys;
  private final String value;
  private final int seed;

  JoinTable(int keys, String value, int seed) {
    this.keys = keys;
    this.value = value;
    this.seed = seed;
  }

  /** The table's name in SQL. */
  public String tableName() {
    return "j1_" + name().toLowerCase(java.util.Locale.ROOT);
  }

  String fileName(int rows) {
    return "%s_%d.parquet".formatted(tableName(), rows);
  }

  void write(int rows, Path target) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int key = 1; key <= keys; key++) {
      columns.add("id" + key);
    }
    for (int key = 1; key <= keys; key++) {
      columns.add("'id' || id%d AS id%d".formatted(key, key + 3));
    }
    columns.add("(hash(r + 77) %% 100000000) / 1e6 AS %s".formatted(value));
    StringBuilder from = new StringBuilder();
    for (int key = 1; key <= keys; key++) {
      from.append(key == 1 ? "" : " JOIN ").append(keyColumn(rows, key));
      from.append(key == 1 ? "" : " USING (r)");
    }
    try (DuckDb duckDb = DuckDb.open(2)) {
      duckDb.execute(
          "COPY (SELECT %s FROM %s ORDER BY r) TO %s (FORMAT parquet, COMPRESSION zstd)"
              .formatted(String.join(", ", columns), from, DuckDb.quoted(target)));
    }
  }

  /** A row number and a key, of which each comes as often as any other, in random order. */
  private String keyColumn(int rows, int key) {
    int count = Math.max(1, rows / (key == 1 ? 1_000_000 : key == 2 ? 1000 : 1));
    int common = (int) Math.round(count * 0.9);
    int all = Math.max(count + 1, (int) Math.round(count * 1.1));
    // X has the keys up to count, the others the common ones and those above.
    String side =
        this == X ? "p <= %d".formatted(count) : "p <= %d OR p > %d".formatted(common, count);
    int keysOfSide = this == X ? count : common + all - count;
    return """
    (SELECT r, k AS id%d FROM
      (SELECT i AS r, row_number() OVER (ORDER BY hash(i + %d)) AS place
       FROM range(%d) t(i)) a JOIN
      (SELECT k, row_number() OVER (ORDER BY p) AS number FROM
        (SELECT (i + 1)::INTEGER AS k, row_number() OVER (ORDER BY hash(i + %d)) AS p
         FROM range(%d) t(i)) WHERE %s) b
      ON b.number = (a.place - 1) %% %d + 1)\
    """
        .formatted(key, seed + key, tableRows(rows), key, all, side, keysOfSide);
  }

  private int tableRows(int rows) {
    return switch (this) {
      case X, BIG -> rows;
      case SMALL -> Math.max(1, rows / 1_000_000);
      case MEDIUM -> Math.max(1, rows / 1000);
    };
  }
}
