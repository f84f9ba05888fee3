package dev.quern.bench.suite;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.TpchTable;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Lap;
import dev.quern.bench.harness.Options;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.TemporaryFolder;
import dev.quern.bench.peer.PeerProcess;
import dev.quern.bench.tpch.TpchQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Each of the 22 queries of TPC-H as the first work of a fresh JVM, from its start to the answer,
 * beside DuckDB in a fresh JVM: what one query on the command line takes. Nothing is warm but the
 * files; no archive of classes is used.
 */
public final class TpchColdSuite implements CaseSuite {
  private TpchColdSuite() {}

  /** Times first queries. */
  public static void main(String... arguments) {
    Bench.main(new TpchColdSuite(), arguments);
  }

  @Override
  public String name() {
    return "tpch-cold";
  }

  @Override
  public String method(Options options) {
    return "scale factor %s, %d threads each; each run is a JVM of its own, from its start to the answer; warm = median (and least) of %d after the first one"
        .formatted(
            options.tiny() ? 0.01 : options.scaleFactor(), options.threads(), options.rounds());
  }

  /** A JVM that begins anew does not get any faster. */
  @Override
  public double warmup(Options options) {
    return 0;
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Path lineitem =
        Objects.requireNonNull(
            new DataFolder(setting.options(), setting.progress()).tpch().get(TpchTable.LINEITEM));
    Path data = Objects.requireNonNull(lineitem.toAbsolutePath().getParent());
    Path folder = setting.own(new TemporaryFolder()).path();
    List<Case> cases = new ArrayList<>();
    for (TpchQuery query : TpchQuery.all()) {
      cases.add(
          Case.of(
              query.label(),
              0,
              "",
              fresh(setting.options(), TpchColdProbe.QUERN, query, data, folder),
              fresh(setting.options(), TpchColdProbe.DUCKDB, query, data, folder)));
    }
    return cases;
  }

  private static Contender fresh(
      Options options, String engine, TpchQuery query, Path data, Path folder) {
    return new Contender.Present(engine, () -> run(options, engine, query, data, folder));
  }

  private static Lap run(Options options, String engine, TpchQuery query, Path data, Path folder)
      throws Exception {
    String scale = String.valueOf(options.tiny() ? 0.01 : options.scaleFactor());
    long start = System.nanoTime();
    try (PeerProcess process =
        PeerProcess.startJava(
            options, List.of(), TpchColdProbe.class, List.of(engine, scale), folder)) {
      Contender asked = process.contender(engine, query.label(), data);
      if (!(asked instanceof Contender.Present present)) {
        throw new IOException(engine + " does not know " + query.label());
      }
      Lap lap = present.round().run();
      return Lap.of(System.nanoTime() - start, lap.answer());
    }
  }
}
