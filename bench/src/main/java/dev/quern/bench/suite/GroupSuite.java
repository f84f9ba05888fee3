package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Sums and means of ten million rows in Parquet by keys of few, many and as many values as rows;
 * all groups are kept.
 */
public final class GroupSuite implements CaseSuite {
  private static final String CHECK = "SELECT count(*), sum(s), max(s), sum(m) FROM loaded";

  private GroupSuite() {}

  /** Times the groupings. */
  public static void main(String... arguments) {
    Bench.main(new GroupSuite(), arguments);
  }

  @Override
  public String name() {
    return "groups";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Path file = new DataFolder(setting.options(), setting.progress()).keys();
    DuckDb duckDb = setting.own(DuckDb.open(setting.options().threads()));
    QuernFrames quern = QuernFrames.of(setting);
    double rows = setting.options().tiny() ? 1e5 : 1e7;
    List<Case> cases = new ArrayList<>();
    cases.add(grouped("100 integers", "k1", file, rows, quern, duckDb));
    cases.add(grouped("100,000 integers", "k2", file, rows, quern, duckDb));
    cases.add(grouped("unique integers", "k3", file, rows, quern, duckDb));
    cases.add(grouped("100 strings", "s1", file, rows, quern, duckDb));
    cases.add(grouped("100,000 strings", "s2", file, rows, quern, duckDb));
    return cases;
  }

  private static Case grouped(
      String name, String key, Path file, double rows, QuernFrames quern, DuckDb duckDb) {
    return Case.of(
        name,
        rows,
        "rows",
        quern.load(
            () ->
                readParquet(file.toString()).groupBy(key).agg(sum("v").as("s"), mean("x").as("m")),
            loaded ->
                loaded.agg(count().as("n"), sum("s").as("a"), max("s").as("b"), sum("m").as("c"))),
        duckDb.load(
            "SELECT %1$s, sum(v) AS s, avg(x) AS m FROM read_parquet(%2$s) GROUP BY %1$s"
                .formatted(key, DuckDb.quoted(file)),
            CHECK));
  }
}
