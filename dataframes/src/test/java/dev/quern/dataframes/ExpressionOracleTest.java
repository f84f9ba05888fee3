package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.readParquet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.ExpressionRules.Both;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random expressions over data of awkward shapes against DuckDB's answers: nulls, NaN, -0.0, empty
 * and repeated text, one row and none. All are computed over one, three and seven files, in much
 * memory and in little, with vector kernels and, when this class is run once more, without them.
 * {@link Seeds} says how to play some again, and others; a seed is a query of eight.
 */
class ExpressionOracleTest {
  private static final long SEED = 20_261_127L;

  /** How many expressions a query computes. */
  private static final int TOGETHER = 8;

  private static final int ROWS = 1_500;

  @TempDir static Path folder;
  private static final Tally TALLY = new Tally();
  private static final List<Session> SESSIONS = new ArrayList<>();
  private static final List<DataFrame> FILES = new ArrayList<>();
  private static DuckOracle duck;
  private static DataFrame oneRow;
  private static DataFrame noRow;

  @BeforeAll
  static void makeData() throws SQLException {
    duck = new DuckOracle();
    SESSIONS.add(Session.local().workers(2).memory("1g").open());
    SESSIONS.add(OracleData.little());
    duck.execute(
        """
        CREATE TABLE t0 AS SELECT
          r::BIGINT AS r,
          CASE WHEN hash(r) %% 7 = 0 THEN NULL
               ELSE ['', 'a', 'an', 'Banana or', ' b ', 'ø', 'Åse-ø a', 'x日y'][1 + (hash(r * 3) %% 8)::BIGINT] END AS s,
          CASE WHEN hash(r) %% 5 = 0 THEN NULL
               ELSE 'a longer text, number ' || (hash(r * 5) %% 40) || repeat(' and 😀', (hash(r) %% 4)::INT)
          END AS long_text,
          CASE WHEN hash(r) %% 11 = 0 THEN NULL
               ELSE ['', 'alpha or more', 'Another rather long one', 'c'][1 + (hash(r * 7) %% 4)::BIGINT] END AS coded,
          CASE WHEN hash(r) %% 13 = 0 THEN NULL ELSE (hash(r * 11) %% 2000)::BIGINT - 1000 END AS i,
          CASE WHEN hash(r) %% 3 = 0 THEN NULL ELSE (hash(r * 13) %% 5)::INTEGER - 2 END AS n,
          CASE hash(r) %% 17 WHEN 0 THEN NULL WHEN 1 THEN 'NaN' WHEN 2 THEN -0.0 WHEN 3 THEN 0.0
               ELSE ((hash(r * 17) %% 4000)::DOUBLE - 2000) / 64 END::DOUBLE AS x,
          CASE WHEN hash(r) %% 4 = 0 THEN NULL ELSE hash(r * 19) %% 2 = 0 END AS p,
          CASE WHEN hash(r) %% 6 = 0 THEN NULL ELSE (hash(r * 23) %% 256)::UTINYINT END AS tiny,
          (65535 - hash(r * 29) %% 300)::USMALLINT AS word,
          (2147483648 + hash(r * 31) %% 9 - 4)::UINTEGER AS half,
          CASE hash(r * 41) %% 5 WHEN 0 THEN NULL WHEN 1 THEN hash(r * 43) %% 300
               WHEN 2 THEN 18446744073709551615 - hash(r * 43) %% 4
               ELSE 9223372036854775805 + hash(r * 43) %% 6 END::UBIGINT AS big,
          CASE WHEN hash(r) %% 29 = 0 THEN NULL
               ELSE DATE '1899-12-25' + (hash(r * 13) %% 60000)::INTEGER END AS day,
          CASE WHEN hash(r) %% 31 = 0 THEN NULL
               ELSE make_timestamp((hash(r * 37) %% 4000000000000000)::BIGINT - 2000000000000000)
          END AS moment,
          CASE WHEN hash(r) %% 10 = 0 THEN NULL
               ELSE ((hash(r * 47) %% 200000)::BIGINT - 100000) / 100.0 END::DECIMAL(12, 2) AS d,
          CASE WHEN hash(r) %% 14 = 0 THEN NULL
               ELSE TIME '00:00:00' + to_microseconds((hash(r * 53) %% 86400000000)::BIGINT)
          END AS clock
        FROM range(%d) t(r)
        """
            .formatted(ROWS));
    duck.execute("CREATE TABLE t1 AS FROM t0 WHERE r = 5");
    duck.execute("CREATE TABLE t2 AS FROM t0 LIMIT 0");
    for (int parts : OracleData.PARTS) {
      FILES.add(files("t0", parts));
    }
    oneRow = files("t1", 1);
    noRow = files("t2", 1);
  }

  private static DataFrame files(String table, int parts) throws SQLException {
    OracleData.write(duck, folder, table, parts, ROWS);
    return readParquet(OracleData.files(folder, table, parts));
  }

  @AfterAll
  static void close() throws SQLException {
    SESSIONS.forEach(Session::close);
    duck.close();
  }

  @Test
  void randomExpressionsAgree() {
    Seeds.run(SEED, 640 / TOGETHER, TALLY, ExpressionOracleTest::check);
  }

  @Test
  @Tag("slow")
  void manyRandomExpressionsAgree() {
    Seeds.many(20_300_000L, 25_000 / TOGETHER, TALLY, ExpressionOracleTest::check);
  }

  private static void check(long seed) throws SQLException {
    ExpressionRules rules = new ExpressionRules(seed, TALLY);
    List<Both> expressions = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      expressions.add(rules.next(seed * TOGETHER + i, 3));
    }
    String sql =
        expressions.stream().map(Both::sql).collect(Collectors.joining(", ", "SELECT ", " FROM "));
    Object[] columns = new Object[TOGETHER];
    for (int i = 0; i < TOGETHER; i++) {
      columns[i] = expressions.get(i).column().as("c" + i);
    }
    try (Table first = FILES.getFirst().select(columns).collect(SESSIONS.getFirst())) {
      same(seed, expressions, first, duck.rows(sql + "t0 ORDER BY r"));
      for (int run = 1; run < FILES.size() * SESSIONS.size(); run++) {
        DataFrame rows = FILES.get(run / SESSIONS.size());
        try (Table table = rows.select(columns).collect(SESSIONS.get(run % SESSIONS.size()))) {
          Answers.same(table, first, "-Dquern.seed=%d, %s".formatted(seed, sql));
        }
      }
    }
    try (Table one = oneRow.select(columns).collect(SESSIONS.getFirst());
        Table none = noRow.select(columns).collect(SESSIONS.getFirst())) {
      same(seed, expressions, one, duck.rows(sql + "t1"));
      same(seed, expressions, none, List.of());
    }
  }

  /* Column by column, so that the message says which expression differs, and where. */
  private static void same(
      long seed, List<Both> expressions, Table answer, List<List<@Nullable Object>> expected) {
    List<List<@Nullable Object>> actual = DuckOracle.rows(answer);
    if (actual.equals(expected)) {
      return;
    }
    assertThat(actual).as("rows, -Dquern.seed=%d", seed).hasSameSizeAs(expected);
    for (int row = 0; row < actual.size(); row++) {
      for (int i = 0; i < expressions.size(); i++) {
        assertThat(actual.get(row).get(i))
            .as("-Dquern.seed=%d, row %d, %s", seed, row, expressions.get(i).sql())
            .isEqualTo(expected.get(row).get(i));
      }
    }
  }
}
