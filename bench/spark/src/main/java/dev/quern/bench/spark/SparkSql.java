package dev.quern.bench.spark;

import dev.quern.bench.data.TpchTable;
import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Lap;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.TemporaryFolder;
import dev.quern.bench.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.launcher.JavaModuleOptions;

/** Spark SQL as a peer: its driver is a process of its own. */
final class SparkSql {
  private static final String NAME = "spark sql";

  private final PeerProcess process;

  private SparkSql(PeerProcess process) {
    this.process = process;
  }

  /** Starts the driver with these settings of Spark's; it ends with {@code setting}. */
  static SparkSql start(Setting setting, Map<String, String> settings) throws IOException {
    setting.progress().say("starting Spark SQL");
    Path folder = setting.own(new TemporaryFolder()).path();
    Map<String, String> all = new TreeMap<>(settings);
    all.put("spark.app.name", "spark sql");
    all.put("spark.ui.enabled", "false");
    all.put("spark.sql.warehouse.dir", folder.resolve("warehouse").toString());
    // Its default of 200 is for clusters, and costs it a lot here.
    all.putIfAbsent("spark.sql.shuffle.partitions", "4");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(JavaModuleOptions.defaultModuleOptions().split(" +")));
    command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error", "-Xmx3g"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(SparkSqlProbe.class.getName());
    // By the environment: other users of the machine can read command lines.
    return new SparkSql(setting.own(PeerProcess.start(command, all, folder)));
  }

  /** Has it read the Parquet files {@code files} as tables. */
  void tables(Map<TpchTable, Path> files) throws Exception {
    for (Map.Entry<TpchTable, Path> file : files.entrySet()) {
      view(file.getKey().tableName(), "parquet OPTIONS (path '%s')", file.getValue());
    }
  }

  /** Has it read {@code file} as the table {@code name}: in the format that {@code using} says. */
  void view(String name, String using, Path file) throws Exception {
    String source = using.formatted(file.toAbsolutePath());
    Contender view =
        process.contender(
            NAME,
            SparkSqlProbe.EXECUTE,
            "CREATE OR REPLACE TEMPORARY VIEW %s USING %s".formatted(name, source));
    if (view instanceof Contender.Present present) {
      present.round().run();
    }
  }

  /** A contender that runs {@code sql}, whose rows are the answer in their order. */
  Contender query(String sql) throws IOException {
    return process.contender(NAME, SparkSqlProbe.QUERY, sql.replaceAll("\\s+", " "));
  }

  /** A contender that maps the rows of {@code sql} to scores by a function, and sums these up. */
  Contender scored(String sql) throws IOException {
    return process.contender(NAME, SparkSqlProbe.SCORE, sql);
  }

  /** A contender that runs {@code sql}, whose rows have no order. */
  Contender unordered(String sql) throws IOException {
    return switch (query(sql)) {
      case Contender.Absent absent -> absent;
      case Contender.Present present ->
          new Contender.Present(present.name(), () -> sorted(present.round().run()));
    };
  }

  private static Lap sorted(Lap lap) {
    Answer answer = lap.answer().sorted();
    return new Lap(lap.nanos(), answer, lap.extrapolated());
  }
}
