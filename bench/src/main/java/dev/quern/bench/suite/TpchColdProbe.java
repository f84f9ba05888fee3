package dev.quern.bench.suite;

import dev.quern.bench.data.TpchTable;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Lap;
import dev.quern.bench.peer.DuckDb;
import dev.quern.bench.peer.PeerAnswers;
import dev.quern.bench.tpch.TpchQuery;
import dev.quern.bench.tpch.TpchTables;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The program whose JVMs {@link TpchColdSuite} starts: it opens an engine and does a query when it
 * is asked for one, as every {@link dev.quern.bench.peer.PeerProcess} is: for a query and the
 * folder of the files.
 */
public final class TpchColdProbe {
  static final String QUERN = "quern";
  static final String DUCKDB = "duckdb";

  private TpchColdProbe() {}

  /** Answers questions; the arguments are threads, an engine and a scale factor. */
  @SuppressWarnings("SystemOut")
  public static void main(String... arguments) throws IOException {
    int threads = Integer.parseInt(arguments[0]);
    String engine = arguments[1];
    double scale = Double.parseDouble(arguments[2]);
    PeerAnswers.answer(
        System.out,
        (label, folder) -> {
          TpchQuery query =
              TpchQuery.all().stream()
                  .filter(each -> each.label().equals(label))
                  .findFirst()
                  .orElseThrow();
          Map<TpchTable, Path> files = TpchTable.files(Path.of(folder), scale);
          print(
              engine.equals(QUERN) ? quern(query, files, threads) : duckDb(query, files, threads));
        });
  }

  private static Lap quern(TpchQuery query, Map<TpchTable, Path> files, int threads)
      throws Exception {
    try (Session session = Session.local().workers(threads).open()) {
      QuernFrames frames = new QuernFrames(session, false);
      return run(frames.query(() -> query.frame().apply(new TpchTables(files))));
    }
  }

  private static Lap duckDb(TpchQuery query, Map<TpchTable, Path> files, int threads)
      throws Exception {
    try (DuckDb database = DuckDb.open(threads)) {
      for (Map.Entry<TpchTable, Path> file : files.entrySet()) {
        database.view(file.getKey().tableName(), file.getValue());
      }
      return run(database.query(query.sql()));
    }
  }

  private static Lap run(Contender contender) throws Exception {
    return ((Contender.Present) contender).round().run();
  }

  @SuppressWarnings("SystemOut")
  private static void print(Lap lap) {
    for (List<String> row : lap.answer().rows()) {
      System.out.println("row\t" + String.join("\t", row));
    }
    System.out.println("lap\t" + lap.nanos() + "\t1");
  }
}
