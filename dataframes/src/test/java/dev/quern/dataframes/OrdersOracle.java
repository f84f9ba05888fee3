package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tables of orders and people, in Parquet files and in DuckDB, to be asked the same of both. */
abstract class OrdersOracle {
  static final int ROWS = 20_000;

  @TempDir static Path folder;
  static DuckOracle duck;
  static String orders;
  static String people;

  @BeforeAll
  static void makeData() throws SQLException {
    duck = new DuckOracle();
    duck.execute(
        """
        CREATE TABLE orders AS SELECT
          i::BIGINT AS id,
          CASE WHEN hash(i) %% 13 = 0 THEN NULL ELSE (hash(i * 3) %% 50)::INTEGER END AS person,
          CASE WHEN hash(i) %% 17 = 0 THEN NULL ELSE (hash(i * 7) %% 100000)::BIGINT - 50000 END AS amount,
          CASE WHEN hash(i) %% 19 = 0 THEN NULL ELSE (hash(i * 11) %% 100000) / 64.0 END::DOUBLE AS price,
          CASE WHEN hash(i) %% 23 = 0 THEN NULL ELSE 'item-' || (hash(i * 5) %% 300) END AS item,
          CASE WHEN hash(i) %% 29 = 0 THEN NULL
               ELSE DATE '1999-01-01' + (hash(i * 13) %% 2000)::INTEGER END AS day,
          TIMESTAMP '2001-01-01 00:00:00' + INTERVAL (hash(i * 17) %% 10000000) SECOND AS moment,
          hash(i * 19) %% 2 = 0 AS paid,
          ((hash(i * 23) %% 1000000) / 100)::DECIMAL(15, 2) AS tax
        FROM range(%d) t(i)
        """
            .formatted(ROWS));
    duck.execute(
        """
        CREATE TABLE people AS SELECT
          CASE WHEN i = 7 THEN NULL ELSE i END::INTEGER AS person,
          'name of person number ' || i AS name,
          CASE WHEN i % 3 = 0 THEN NULL ELSE 'city ' || (i % 5) END AS city
        FROM range(40) t(i)
        """);
    orders = duck.parquet(folder.resolve("orders.parquet"), "FROM orders", 2048).toString();
    people = duck.parquet(folder.resolve("people.parquet"), "FROM people", 2048).toString();
  }

  @AfterAll
  static void close() throws SQLException {
    duck.close();
  }

  static void check(DataFrame frame, String sql) throws SQLException {
    List<List<@Nullable Object>> expected = DuckOracle.sorted(duck.rows(sql));
    assertThat(DuckOracle.sorted(run(frame))).as("%s", frame.explain()).isEqualTo(expected);
  }

  static void checkOrdered(DataFrame frame, String sql) throws SQLException {
    assertThat(run(frame)).as("%s", frame.explain()).isEqualTo(duck.rows(sql));
  }

  /** The rows, which must not depend on the number of workers, in their order too. */
  static List<List<@Nullable Object>> run(DataFrame frame) {
    List<List<@Nullable Object>> alone = run(frame, 1);
    assertThat(run(frame, 4)).as("four workers").isEqualTo(alone);
    return alone;
  }

  static List<List<@Nullable Object>> run(DataFrame frame, int workers) {
    try (Session session = Session.local().workers(workers).memory("1g").open();
        Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }
}
