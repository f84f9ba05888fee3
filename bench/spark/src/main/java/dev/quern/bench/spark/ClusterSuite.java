package dev.quern.bench.spark;

import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.Statistics;
import dev.quern.bench.suite.QuernFrames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** TPC-H, and the flights ten times over, on a cluster of two workers, beside Spark SQL there. */
public final class ClusterSuite implements CaseSuite {
  private static final int MEGABYTES = 2048;

  /** What the queries may take of Spark SQL's time, in the geometric mean. */
  private static final double GOAL = 0.5;

  private ClusterSuite() {}

  /** Times the queries. */
  public static void main(String... arguments) {
    Bench.main(new ClusterSuite(), arguments);
  }

  @Override
  public String name() {
    return "cluster";
  }

  @Override
  public String method(Options options) {
    return "scale factor %s, flights %d times; two executors of a core and %d MiB each; cold = first run, warm = median (and least) of %d rounds in turn, after %s s of warm-up"
        .formatted(
            options.tiny() ? 0.01 : options.scaleFactor(),
            options.tiny() ? 1 : QueryCases.FLIGHTS_TIMES,
            MEGABYTES,
            options.rounds(),
            options.warmup());
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    BenchCluster cluster = BenchCluster.of(setting, MEGABYTES);
    QuernFrames quern = new QuernFrames(setting.own(cluster.session().open()), false);
    SparkSql sparkSql = SparkSql.start(setting, cluster.ofSparkSql());
    QueryCases queries = new QueryCases(quern, sparkSql);
    List<Case> cases = new ArrayList<>(queries.flights(setting));
    cases.addAll(queries.tpch(setting));
    return cases;
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    return claims(results, GOAL);
  }

  /** That the geometric mean of the ratios is {@code goal}. */
  static List<Claim> claims(List<CaseResult> results, double goal) {
    OptionalDouble mean =
        Statistics.geometricMean(
            results.stream()
                .map(CaseResult::ratio)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray());
    return mean.isEmpty()
        ? List.of()
        : List.of(
            new Claim(
                String.format(
                    Locale.ROOT,
                    "%.3f of Spark SQL's time in the geometric mean, aimed for %.2f",
                    mean.getAsDouble(),
                    goal),
                mean.getAsDouble() <= goal));
  }
}
