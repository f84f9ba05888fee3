package dev.quern.dataframes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.dataframes.QueryRules.Query;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
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
 * vector kernels or without them: the slow tests, which run once more without, play all queries
 * with both. The plan is made at once or in stages ({@link StagedPlan}), and one part is a file or
 * a table in memory: these take turns. In little memory the rows are those of much memory to the
 * last bit, and in their order.
 *
 * <p>{@code -Dquern.seed} plays one seed again, at once and in stages; {@code -Dquern.cases} says
 * how many queries of each sort the slow tests play.
 */
class QueryOracleTest {
  /** Other queries without vector kernels: the slow tests run all with both. */
  private static final long SEED =
      20_261_127L + ("scalar".equals(System.getProperty("quern.kernels")) ? 5_000 : 0);

  private static final int MOST_FAILURES = 20;

  private static final int THREADS = 2;
  private static final Tally QUERIES = new Tally();
  private static final Tally CHAINS = new Tally();

  @TempDir static Path folder;
  private static OracleData data;
  private static ExecutorService threads;

  @BeforeAll
  static void makeData() throws SQLException {
    data = new OracleData(folder, 300);
    threads = Executors.newFixedThreadPool(THREADS);
  }

  @AfterAll
  static void close() throws SQLException {
    threads.close();
    data.close();
  }

  @Test
  void randomQueriesAgree() {
    play(SEED, 400, QueryOracleTest::query, QUERIES);
  }

  @Test
  void randomChainsAgree() {
    play(SEED, 350, QueryOracleTest::chain, CHAINS);
  }

  @Test
  @Tag("slow")
  void manyRandomQueriesAgree() {
    play(Long.getLong("quern.first", 20_300_000L), many(), QueryOracleTest::query, QUERIES);
  }

  @Test
  @Tag("slow")
  void manyRandomChainsAgree() {
    play(Long.getLong("quern.first", 20_300_000L), many(), QueryOracleTest::chain, CHAINS);
  }

  private static int many() {
    return Integer.getInteger("quern.cases", 25_000);
  }

  private static Query query(long seed) {
    return new QueryRules(seed, QUERIES).next();
  }

  private static Query chain(long seed) {
    return new PipelineRules(seed, CHAINS).next();
  }

  private static void play(long first, int cases, LongFunction<Query> rules, Tally tally) {
    Long only = Long.getLong("quern.seed");
    Map<Long, String> failures = new ConcurrentSkipListMap<>();
    if (only != null) {
      play(only, rules, 0, failures);
      play(only, rules, 1, failures);
    } else {
      // The sessions are shared: queries beside each other are tried, too.
      IntStream.range(0, THREADS)
          .mapToObj(
              thread ->
                  CompletableFuture.runAsync(
                      () -> {
                        for (int i = thread; i < cases; i += THREADS) {
                          if (failures.size() < MOST_FAILURES) {
                            play(first + i, rules, i / THREADS % 2, failures);
                          }
                        }
                      },
                      threads))
          .toList()
          .forEach(CompletableFuture::join);
      assertThat(tally.below(1)).as("never taken, of %s", tally).isEmpty();
    }
    assertThat(String.join("\n\n", failures.values())).isEmpty();
  }

  private static void play(
      long seed, LongFunction<Query> rules, int turn, Map<Long, String> failures) {
    try {
      check(seed, rules.apply(seed), turn);
    } catch (AssertionError | RuntimeException | SQLException e) {
      String cause = Optional.ofNullable(e.getCause()).map(QueryOracleTest::trace).orElse("");
      failures.put(seed, "seed %d: %s%s".formatted(seed, e.getMessage(), cause));
    }
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return "\n" + text;
  }

  private static void check(long seed, Query query, int turn) throws SQLException {
    OracleRows expected = data.expected(query.sql());
    for (int i = 0; i < OracleData.PARTS.size(); i++) {
      boolean isStaged = (i + turn) % 2 == 1;
      int parts = i == 0 && turn == 0 ? OracleData.IN_MEMORY : OracleData.PARTS.get(i);
      String what =
          "-Dquern.seed=%d, %d parts, %s, %s"
              .formatted(seed, parts, isStaged ? "in stages" : "at once", query.sql());
      try {
        DataFrame frame = query.frame().apply(data.frames(parts));
        check(frame, isStaged, query.isOrdered(), expected, what);
      } catch (RuntimeException e) {
        throw new AssertionError(what, e);
      }
    }
  }

  private static void check(
      DataFrame frame, boolean isStaged, boolean isOrdered, OracleRows expected, String what) {
    try (Table much = OracleData.run(frame, data.sessions().getFirst(), isStaged);
        Table little = OracleData.run(frame, data.sessions().getLast(), isStaged)) {
      OracleRows exact = new OracleRows(AnyMemory.exact(much));
      new OracleRows(AnyMemory.exact(little)).assertEqual(exact, "in little memory, " + what);
      OracleRows rows = new OracleRows(DuckOracle.rows(much));
      if (isOrdered) {
        rows.assertSameInOrder(expected, what);
      } else {
        rows.assertSameInAnyOrder(expected, what);
      }
    }
  }
}
