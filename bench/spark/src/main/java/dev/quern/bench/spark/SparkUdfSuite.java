package dev.quern.bench.spark;

import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.suite.QuernFrames;
import dev.quern.bench.suite.UserScore;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A function that a user writes, over ten million rows of Parquet, beside Spark's typed map. */
public final class SparkUdfSuite implements CaseSuite {
  private SparkUdfSuite() {}

  /** Times the function. */
  public static void main(String... arguments) {
    Bench.main(new SparkUdfSuite(), arguments);
  }

  @Override
  public String name() {
    return "spark-udf";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Path file = new DataFolder(setting.options(), setting.progress()).keys();
    String master = "local[%d]".formatted(setting.options().threads());
    SparkSql sparkSql = SparkSql.start(setting, Map.of("spark.master", master));
    sparkSql.view("keys", "parquet OPTIONS (path '%s')", file);
    return List.of(
        Case.of(
            "row by row",
            setting.options().tiny() ? 1e5 : 1e7,
            "rows",
            QuernFrames.of(setting).query(() -> UserScore.summary(readParquet(file.toString()))),
            sparkSql.scored("SELECT s2, v, x FROM keys")));
  }
}
