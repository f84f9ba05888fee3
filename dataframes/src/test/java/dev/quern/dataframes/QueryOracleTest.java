package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random aggregates, joins, windows and sorts against DuckDB's answers, over data of awkward
 * shapes: nulls, NaN, -0.0, empty and repeated text, one huge group, one row, no rows; in one,
 * three and seven partitions, in much memory and in little. {@code -Dquern.seed} plays one seed
 * again, {@code -Dquern.cases} says how many queries the slow test plays.
 */
class QueryOracleTest {
  private static final long SEED = 20_261_127;
  private static final int[] PARTITIONS = {1, 3, 7};

  @TempDir static Path folder;
  private static DuckOracle duck;
  private static final Map<String, Session> SESSIONS = new TreeMap<>();

  @BeforeAll
  static void makeData() throws SQLException {
    duck = new DuckOracle();
    SESSIONS.put("much memory", Session.local().workers(2).memory("1g").open());
    SESSIONS.put("little memory", Session.local().workers(2).memory("24m").open());
    duck.execute(
        """
        CREATE TABLE t AS SELECT
          r::BIGINT AS r,
          CASE WHEN hash(r) % 9 = 0 THEN NULL ELSE (hash(r * 3) % 6)::INTEGER END AS k,
          CASE WHEN hash(r) % 2 = 0 THEN 7 ELSE (hash(r * 5) % 300)::BIGINT END AS g,
          CASE WHEN hash(r) % 7 = 0 THEN NULL
               ELSE ['', 'a', 'an', 'another text of some length', 'x日y', 'ab'][1 + (hash(r * 7) % 6)::BIGINT]
          END AS s,
          CASE hash(r) % 17 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN -0.0 WHEN 3 THEN 0.0
               ELSE ((hash(r * 11) % 200)::DOUBLE - 100) / 64 END::DOUBLE AS x,
          CASE WHEN hash(r) % 8 = 0 THEN NULL
               ELSE ((hash(r * 13) % 5000)::BIGINT - 2500) / 100.0 END::DECIMAL(12, 2) AS d,
          CASE WHEN hash(r) % 4 = 0 THEN NULL ELSE hash(r * 19) % 2 = 0 END AS b,
          CASE WHEN hash(r) % 12 = 0 THEN NULL
               ELSE DATE '2020-01-01' + (hash(r * 23) % 900)::INTEGER END AS day,
          CASE WHEN hash(r) % 13 = 0 THEN NULL ELSE (hash(r * 29) % 200)::BIGINT - 100 END AS i,
          (hash(r * 31) % 150)::INTEGER - 50 AS w
        FROM range(1400) a(r)
        """);
    duck.execute("CREATE TABLE u AS FROM t WHERE r % 9 = 1");
    for (String table : List.of("t", "u")) {
      duck.execute("CREATE TABLE %1$s_one AS FROM %1$s WHERE r = 10".formatted(table));
      duck.execute("CREATE TABLE %1$s_none AS FROM %1$s LIMIT 0".formatted(table));
    }
    for (String table : List.of("t", "t_one", "t_none", "u", "u_one", "u_none")) {
      for (int partitions : PARTITIONS) {
        for (int part = 0; part < partitions; part++) {
          duck.parquet(
              folder.resolve("%s.%d.%d.parquet".formatted(table, partitions, part)),
              "FROM %1$s WHERE r * %2$d // 1400 = %3$d".formatted(table, partitions, part),
              2048);
        }
      }
    }
  }

  @AfterAll
  static void close() throws SQLException {
    SESSIONS.values().forEach(Session::close);
    duck.close();
  }

  @Test
  void randomQueriesAgree() throws SQLException {
    Long only = Long.getLong("quern.seed");
    for (long seed = SEED; only == null && seed < SEED + 130; seed++) {
      check(seed);
    }
    if (only != null) {
      check(only);
    }
  }

  @Test
  @Tag("slow")
  void manyRandomQueriesAgree() throws SQLException {
    int cases = Integer.getInteger("quern.cases", 5_000);
    for (long seed = SEED + 1000; seed < SEED + 1000 + cases; seed++) {
      check(seed);
    }
  }

  private static void check(long seed) throws SQLException {
    QueryRules.Query query = new QueryRules(seed).next();
    List<List<@Nullable Object>> expected = DuckOracle.sorted(duck.rows(query.sql()));
    for (int partitions : PARTITIONS) {
      DataFrame frame =
          query
              .frame()
              .apply(
                  table ->
                      readParquet(
                          folder
                              .resolve("%s.%d.*.parquet".formatted(table, partitions))
                              .toString()));
      for (Map.Entry<String, Session> session : SESSIONS.entrySet()) {
        try (Table table = frame.collect(session.getValue())) {
          List<List<@Nullable Object>> actual = DuckOracle.sorted(DuckOracle.rows(table));
          if (!actual.equals(expected)) {
            // The few rows that differ say more than both answers.
            assertThat(without(actual, expected))
                .as(
                    "-Dquern.seed=%d, %d partitions, %s, %s"
                        .formatted(seed, partitions, session.getKey(), query.sql())
                        .replace("%", "%%"))
                .isEqualTo(without(expected, actual));
          }
        }
      }
    }
  }

  private static List<List<@Nullable Object>> without(
      List<List<@Nullable Object>> rows, List<List<@Nullable Object>> others) {
    List<List<@Nullable Object>> left = new ArrayList<>(rows);
    others.forEach(left::remove);
    return left;
  }
}
