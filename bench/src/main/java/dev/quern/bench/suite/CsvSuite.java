package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.bench.peer.Programs;
import dev.quern.engine.io.csv.CsvOptions;
import dev.quern.engine.io.csv.CsvSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The table G1 of the h2o.ai benchmark as CSV: parsed to typed columns that are held in memory, and
 * scanned for a group-by. All engines infer the types.
 */
public final class CsvSuite implements CaseSuite {
  private static final String CHECK =
      "SELECT count(*), min(id1), max(id3), sum(id4), sum(id6), sum(v1), sum(v2), sum(v3) FROM"
          + " loaded";

  private CsvSuite() {}

  /** Times the reading of CSV. */
  public static void main(String... arguments) {
    Bench.main(new CsvSuite(), arguments);
  }

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Path file = new DataFolder(setting.options(), setting.progress()).groups();
    DuckDb duckDb = setting.own(DuckDb.open(setting.options().threads()));
    Programs.Peer polars = Programs.of(setting).python("polars_peer");
    QuernFrames quern = QuernFrames.of(setting);
    String path = file.toString();
    String scan = "SELECT * FROM read_csv(%s)".formatted(DuckDb.quoted(file));
    double bytes = Files.size(file);
    List<String> columns = readCsv(path).schema().names();
    return List.of(
        Case.of(
            "load",
            bytes,
            "B",
            quern.load(
                () -> readCsv(path),
                loaded ->
                    loaded.agg(
                        count(),
                        min("id1"),
                        max("id3"),
                        sum("id4"),
                        sum("id6"),
                        sum("v1"),
                        sum("v2"),
                        sum("v3"))),
            duckDb.load(scan, CHECK),
            polars.contender("polars", "csv load", path)),
        Case.of(
            "scan and group",
            bytes,
            "B",
            quern.unordered(
                () ->
                    readCsv(path)
                        .groupBy("id1", "id2")
                        .agg(sum("v1").as("v1"), mean("v3").as("v3"))),
            duckDb.unordered(
                "SELECT id1, id2, sum(v1), avg(v3) FROM (%s) GROUP BY id1, id2".formatted(scan)),
            polars.contender("polars", "csv scan and group", path)),
        Case.of(
                "parse only",
                bytes,
                "B",
                SourceScan.decode(
                    quern.session(),
                    () -> CsvSource.open(List.of(file), CsvOptions.DEFAULTS),
                    columns))
            .uncounted());
  }
}
