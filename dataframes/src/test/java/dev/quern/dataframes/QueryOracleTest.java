package dev.quern.dataframes;

import dev.quern.dataframes.QueryRules.Query;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random queries against DuckDB's answers, over {@link OracleData}: verbs by themselves ({@link
 * QueryRules}) and chains of them ({@link PipelineRules}).
 *
 * <p>Each runs over tables cut into one, three and seven parts, in much memory and in little, with
 * vector kernels and, when this class is run once more, without them. The plan is made at once or
 * in stages ({@link StagedPlan}), and the parts are files or batches in memory: these take turns.
 * In little memory the rows are those of much memory to the last bit, and in their order.
 *
 * <p>{@link Seeds} says how to play one again, and others.
 */
class QueryOracleTest {
  private static final long SEED = 20_261_127L;
  private static final long MANY = 20_300_000L;
  private static final Tally QUERIES = new Tally();
  private static final Tally CHAINS = new Tally();

  @TempDir static Path folder;
  private static OracleData data;

  @BeforeAll
  static void makeData() throws SQLException {
    data = new OracleData(folder, 300);
  }

  @AfterAll
  static void close() throws SQLException {
    data.close();
  }

  @Test
  void randomQueriesAgree() {
    Seeds.run(SEED, 800, QUERIES, QueryOracleTest::query);
  }

  @Test
  void randomChainsAgree() {
    Seeds.run(SEED, 700, CHAINS, QueryOracleTest::chain);
  }

  @Test
  @Tag("slow")
  void manyRandomQueriesAgree() {
    Seeds.many(MANY, 40_000, QUERIES, QueryOracleTest::query);
  }

  @Test
  @Tag("slow")
  void manyRandomChainsAgree() {
    Seeds.many(MANY, 35_000, CHAINS, QueryOracleTest::chain);
  }

  private static void query(long seed) throws SQLException {
    check(seed, new QueryRules(seed, QUERIES).next());
  }

  private static void chain(long seed) throws SQLException {
    check(seed, new PipelineRules(seed, CHAINS).next());
  }

  private static void check(long seed, Query query) throws SQLException {
    try (Answers answers = new Answers(data.expected(query.sql()), query.isOrdered())) {
      for (int i = 0; i < OracleData.PARTS.size(); i++) {
        int parts = OracleData.PARTS.get(i);
        boolean isStaged = (seed + i) % 2 == 1;
        boolean inMemory = (seed / 2 + i) % 2 == 1;
        String what =
            "-Dquern.seed=%d, %d parts %s, %s, %s"
                .formatted(
                    seed,
                    parts,
                    inMemory ? "in memory" : "in files",
                    isStaged ? "in stages" : "at once",
                    query.sql());
        try {
          DataFrame frame = query.frame().apply(data.frames(parts, inMemory));
          check(
              isStaged ? session -> OracleData.inStages(frame, session) : OracleData.atOnce(frame),
              answers,
              what);
        } catch (RuntimeException e) {
          throw new AssertionError(what, e);
        }
      }
    }
  }

  private static void check(Function<Session, Table> run, Answers answers, String what) {
    Table much = run.apply(data.sessions().getFirst());
    answers.check(much, what);
    try (Table little = run.apply(data.sessions().getLast())) {
      Answers.same(little, much, "in little memory, " + what);
    }
  }
}
