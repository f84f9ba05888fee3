package dev.quern.bench.suite;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.TpchTable;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.bench.tpch.TpchQuery;
import dev.quern.bench.tpch.TpchTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The 22 queries of TPC-H over the same zstd Parquet files. The frames join in the order of the SQL
 * text; footers are read in every run by both.
 */
public final class TpchSuite implements CaseSuite {
  private TpchSuite() {}

  /** Times the queries. */
  public static void main(String... arguments) {
    Bench.main(new TpchSuite(), arguments);
  }

  @Override
  public String name() {
    return "tpch";
  }

  @Override
  public String method(Options options) {
    return "scale factor %s; ".formatted(scale(options)) + CaseSuite.super.method(options);
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    DataFolder data = new DataFolder(setting.options(), setting.progress());
    DuckDb duckDb = setting.own(DuckDb.open(setting.options().threads()));
    Map<TpchTable, Path> files = data.tpch();
    for (Map.Entry<TpchTable, Path> file : files.entrySet()) {
      duckDb.execute(
          "CREATE VIEW %s AS SELECT * FROM read_parquet(%s)"
              .formatted(file.getKey().tableName(), DuckDb.quoted(file.getValue())));
    }
    QuernFrames quern = QuernFrames.of(setting);
    List<Case> cases = new ArrayList<>();
    for (TpchQuery query : TpchQuery.all()) {
      cases.add(
          Case.of(
              query.label(),
              0,
              "",
              quern.query(() -> query.frame().apply(new TpchTables(files))),
              duckDb.query(query.sql())));
    }
    return cases;
  }

  private static double scale(Options options) {
    return options.tiny() ? 0.01 : options.scaleFactor();
  }
}
