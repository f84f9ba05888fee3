package dev.quern.bench.suite;

import dev.quern.bench.data.TpchTable;
import dev.quern.bench.peer.PeerAnswers;
import dev.quern.bench.tpch.TpchQuery;
import dev.quern.bench.tpch.TpchTables;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The program whose JVM {@link TpchSuite} starts to see from outside how much is resident: it does
 * the queries once, one after the other. It is asked as every {@link
 * dev.quern.bench.peer.PeerProcess} is: for a scale factor and the folder of the files.
 */
public final class TpchProbe {
  private TpchProbe() {}

  /** Answers questions; the arguments are workers and bytes of memory. */
  @SuppressWarnings("SystemOut")
  public static void main(String... arguments) throws IOException {
    try (Session session =
        Session.local()
            .workers(Integer.parseInt(arguments[0]))
            .memory(Long.parseLong(arguments[1]))
            .open()) {
      PeerAnswers.answer(
          System.out,
          (scale, folder) -> {
            long start = System.nanoTime();
            run(session, Double.parseDouble(scale), Path.of(folder));
            System.out.println("lap\t" + (System.nanoTime() - start) + "\t1");
          });
    }
  }

  @SuppressWarnings("SystemOut")
  private static void run(Session session, double scale, Path folder) {
    TpchTables tables = new TpchTables(TpchTable.files(folder, scale));
    for (TpchQuery query : TpchQuery.all()) {
      try (Table table = query.frame().apply(tables).collect(session)) {
        System.out.println("row\t" + query.label() + "\t" + table.rows());
      }
    }
  }
}
