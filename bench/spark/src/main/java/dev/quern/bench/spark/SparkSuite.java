package dev.quern.bench.spark;

import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.suite.QuernFrames;
import java.util.List;
import java.util.Map;

/** TPC-H in one process each, without a cluster: Quern's own scheduler beside a local Spark SQL. */
public final class SparkSuite implements CaseSuite {
  /** What the queries may take of Spark SQL's time, in the geometric mean. */
  private static final double GOAL = 0.15;

  private SparkSuite() {}

  /** Times the queries. */
  public static void main(String... arguments) {
    Bench.main(new SparkSuite(), arguments);
  }

  @Override
  public String name() {
    return "spark";
  }

  @Override
  public String method(Options options) {
    return "scale factor %s; ".formatted(options.tiny() ? 0.01 : options.scaleFactor())
        + CaseSuite.super.method(options);
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    String master = "local[%d]".formatted(setting.options().threads());
    SparkSql sparkSql = SparkSql.start(setting, Map.of("spark.master", master));
    return new QueryCases(QuernFrames.of(setting), sparkSql).tpch(setting);
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    return ClusterSuite.claims(results, GOAL);
  }
}
