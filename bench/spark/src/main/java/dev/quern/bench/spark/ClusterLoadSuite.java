package dev.quern.bench.spark;

import static dev.quern.bench.harness.Contender.timed;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.suite.QuernFrames;
import dev.quern.dataframes.DataFrame;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.Tasks;
import dev.quern.scheduler.task.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What loads a cluster: an exchange of four times what its executors have, beside Spark SQL, and a
 * thousand futures that do next to nothing, alone.
 */
public final class ClusterLoadSuite implements CaseSuite {
  private static final int MEGABYTES = 1024;

  /** Of the file of ten million rows; each row has four numbers of 8 bytes. */
  private static final int TIMES = 13;

  private static final long ROWS = 10_000_000;
  private static final int FUTURES = 1000;

  private ClusterLoadSuite() {}

  /** Times the loads. */
  public static void main(String... arguments) {
    Bench.main(new ClusterLoadSuite(), arguments);
  }

  @Override
  public String name() {
    return "cluster-load";
  }

  @Override
  public String method(Options options) {
    return "two executors of a core and %d MiB each; cold = first run, warm = median (and least) of %d rounds in turn"
        .formatted(MEGABYTES, options.rounds());
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    BenchCluster cluster = BenchCluster.of(setting, MEGABYTES);
    Session session = setting.own(cluster.session().open());
    List<Case> cases = new ArrayList<>();
    cases.add(
        Case.of(
            FUTURES + " futures",
            FUTURES,
            "futures",
            timed("quern", () -> futures(session), results -> Answer.of(results.sum()))));
    if ("exchange".contains(setting.options().only())) {
      cases.add(exchange(setting, session, SparkSql.start(setting, cluster.ofSparkSql())));
    }
    return cases;
  }

  /* Each row has a group with one other row, and no group has fewer: all rows are exchanged. */
  private static Case exchange(Setting setting, Session session, SparkSql sparkSql)
      throws Exception {
    int times = setting.options().tiny() ? 1 : TIMES;
    Path file = new DataFolder(setting.options(), setting.progress()).spill(ROWS);
    sparkSql.view("one", "parquet OPTIONS (path '%s')", file);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < times; i++) {
      all.append(i == 0 ? "" : " UNION ALL ");
      all.append("SELECT %d AS part, g, k, v, id FROM one".formatted(i));
    }
    String sql =
        "SELECT count(*), sum(n), sum(v), sum(i) FROM (SELECT part, g, count(*) n, sum(v) v, max(k) k, max(id) i FROM (%s) GROUP BY part, g) WHERE k >= 0"
            .formatted(all);
    return Case.of(
        "exchange",
        (double) ROWS * times,
        "rows",
        new QuernFrames(session, false).query(() -> exchanged(file.toString(), times)),
        sparkSql.query(sql));
  }

  private static DataFrame exchanged(String file, int times) {
    DataFrame one = readParquet(file);
    DataFrame all = one.withColumn("part", col("id").times(0));
    for (int i = 1; i < times; i++) {
      all = all.union(one.withColumn("part", col("id").times(0).plus(i)));
    }
    return all.groupBy("part", "g")
        .agg(count().as("n"), sum("v").as("v"), max("k").as("k"), max("id").as("i"))
        .filter(col("k").ge(0))
        .agg(count().as("groups"), sum("n").as("n"), sum("v").as("v"), sum("i").as("i"));
  }

  private static Results futures(Session session) {
    List<Task<Integer>> tasks = new ArrayList<>();
    for (int i = 0; i < FUTURES; i++) {
      int number = i;
      tasks.add(session.submit(() -> number));
    }
    return new Results(Tasks.gather(tasks));
  }

  private record Results(List<Integer> numbers) implements AutoCloseable {
    long sum() {
      return numbers.stream().mapToLong(Integer::longValue).sum();
    }

    @Override
    public void close() {}
  }
}
