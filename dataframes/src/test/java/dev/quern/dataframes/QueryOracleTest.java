package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.OracleData.Rows;
import dev.quern.dataframes.QueryRules.Query;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries against DuckDB's answers, over {@link OracleData}: verbs by themselves ({@link
 * QueryRules}) and chains of them ({@link PipelineRules}). In {@code verify} each query runs over
 * tables cut in one way, in much memory or in little, at once or in stages ({@link StagedPlan}),
 * which take turns; the slow tests run each in every way. {@code -Dquern.seed} plays one seed again
 * in every way, {@code -Dquern.cases} says how many queries the slow tests play.
 */
class QueryOracleTest {
  /** Other queries without vector kernels: all are run with both by the slow tests. */
  private static final long SEED =
      20_261_127L + ("scalar".equals(System.getProperty("quern.kernels")) ? 5_000 : 0);

  @TempDir static Path folder;
  private static OracleData data;

  @BeforeAll
  static void makeData() throws SQLException {
    data = new OracleData(folder, 600);
  }

  @AfterAll
  static void close() throws SQLException {
    data.close();
  }

  @Test
  void randomQueriesAgree() throws SQLException {
    few(450, QueryOracleTest::query);
  }

  @Test
  void randomChainsAgree() throws SQLException {
    few(600, QueryOracleTest::chain);
  }

  @Test
  @Tag("slow")
  void manyRandomQueriesAgree() throws SQLException {
    many(QueryOracleTest::query);
  }

  @Test
  @Tag("slow")
  void manyRandomChainsAgree() throws SQLException {
    many(QueryOracleTest::chain);
  }

  private static Query query(long seed) {
    return new QueryRules(seed).next();
  }

  private static Query chain(long seed) {
    return new PipelineRules(seed).next();
  }

  private static void few(int cases, LongFunction<Query> rules) throws SQLException {
    Long only = Long.getLong("quern.seed");
    if (only != null) {
      checkAll(only, rules);
      return;
    }
    for (int i = 0; i < cases; i++) {
      Query query = rules.apply(SEED + i);
      Rows expected = data.expected(query.sql());
      int cut = OracleData.PARTITIONS.get(i % OracleData.PARTITIONS.size());
      check(SEED + i, query, expected, cut, data.sessions().get(i / 4 % 2), i / 8 % 2 == 1);
    }
  }

  private static void many(LongFunction<Query> rules) throws SQLException {
    int cases = Integer.getInteger("quern.cases", 5_000);
    long first = Long.getLong("quern.first", SEED + 10_000);
    List<String> failures = new ArrayList<>();
    for (long seed = first; seed < first + cases && failures.size() < 20; seed++) {
      try {
        checkAll(seed, rules);
      } catch (AssertionError | SQLException e) {
        failures.add(
            e.getMessage() + Optional.ofNullable(e.getCause()).map(c -> "\n" + c).orElse(""));
      }
    }
    assertThat(failures).isEmpty();
  }

  private static void checkAll(long seed, LongFunction<Query> rules) throws SQLException {
    Query query = rules.apply(seed);
    Rows expected = data.expected(query.sql());
    for (int partitions : OracleData.PARTITIONS) {
      for (Session session : data.sessions()) {
        check(seed, query, expected, partitions, session, false);
        check(seed, query, expected, partitions, session, true);
      }
    }
  }

  private static void check(
      long seed, Query query, Rows expected, int partitions, Session session, boolean isReplanned) {
    DataFrame frame = query.frame().apply(data.frames(partitions));
    String what =
        "-Dquern.seed=%d, %d partitions, session %d, %s, %s"
            .formatted(
                seed,
                partitions,
                data.sessions().indexOf(session),
                isReplanned ? "in stages" : "at once",
                query.sql());
    Rows actual;
    try {
      actual =
          isReplanned ? OracleData.replanned(frame, session) : OracleData.actual(frame, session);
    } catch (RuntimeException e) {
      throw new AssertionError(what, e);
    }
    // The few rows that differ say more than both answers.
    List<List<@Nullable Object>> more = actual.without(expected);
    List<List<@Nullable Object>> missing = expected.without(actual);
    Rows.removeAlike(more, missing);
    if (!more.isEmpty() || !missing.isEmpty()) {
      assertThat(more).as(what.replace("%", "%%")).isEqualTo(missing);
    }
  }
}
