package dev.quern.bench.suite;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.TpchTable;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseResult;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Claim;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.TemporaryFolder;
import dev.quern.bench.peer.AnonymousMemory;
import dev.quern.bench.peer.DuckDb;
import dev.quern.bench.peer.PeerProcess;
import dev.quern.bench.tpch.TpchQuery;
import dev.quern.bench.tpch.TpchTables;
import dev.quern.engine.memory.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The 22 queries of TPC-H over the same zstd Parquet files. The frames join in the order of the SQL
 * text; footers are read in every run by both. With a budget DuckDB has the same, and a JVM of its
 * own does all queries once more, to see from outside how much is resident.
 */
public final class TpchSuite implements CaseSuite {
  /** What may be resident, in budgets, the JVM with its heap included. */
  private static final double RESIDENT = 1.25;

  private static final int HEAP_MEGABYTES = 512;

  private @Nullable Resident resident;

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
    DuckDb duckDb = DuckDb.of(setting);
    Map<TpchTable, Path> files = data.tpch();
    for (Map.Entry<TpchTable, Path> file : files.entrySet()) {
      duckDb.view(file.getKey().tableName(), file.getValue());
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
    if (!setting.options().memory().isEmpty()) {
      resident = resident(setting, files);
    }
    return cases;
  }

  private record Resident(long most, long budget) {}

  private static Resident resident(Setting setting, Map<TpchTable, Path> files) throws Exception {
    Options options = setting.options();
    long budget = Bytes.parse(options.memory());
    Path lineitem = Objects.requireNonNull(files.get(TpchTable.LINEITEM));
    Path folder = Objects.requireNonNull(lineitem.toAbsolutePath().getParent());
    try (TemporaryFolder errors = new TemporaryFolder();
        PeerProcess process =
            PeerProcess.startJava(
                options,
                List.of("-Xmx" + HEAP_MEGABYTES + "m"),
                TpchProbe.class,
                List.of(String.valueOf(budget)),
                errors.path());
        AnonymousMemory memory = process.memory()) {
      Contender queries = process.contender("quern", String.valueOf(scale(options)), folder);
      if (queries instanceof Contender.Present present) {
        present.round().run();
      }
      return new Resident(memory.most(), budget);
    }
  }

  @Override
  public List<Claim> claims(List<CaseResult> results) {
    Resident seen = resident;
    if (seen == null) {
      return List.of();
    }
    double budgets = (double) seen.most() / seen.budget();
    return List.of(
        new Claim(
            String.format(
                Locale.ROOT,
                "%d MiB resident at most in a JVM that does all queries with %d MiB, %.2f times as"
                    + " much; aimed for %.2f",
                seen.most() >> 20,
                seen.budget() >> 20,
                budgets,
                RESIDENT),
            budgets <= RESIDENT));
  }

  private static double scale(Options options) {
    return options.tiny() ? 0.01 : options.scaleFactor();
  }
}
