package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.sum;

import dev.quern.bench.harness.TemporaryFolder;
import dev.quern.bench.peer.PeerAnswers;
import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The program whose JVMs {@link SpillSuite} starts, one with little memory and one with enough: a
 * file of rows is read, worked on and written to another. It is asked as every {@link
 * dev.quern.bench.peer.PeerProcess} is.
 */
public final class SpillProbe {
  static final String SORT = "sort";
  static final String GROUP = "group by";

  /** Both, of a few rows and many times: what is resident then is not the rows'. */
  static final String FEW_ROWS = "few rows";

  private static final int FEW = 20_000;

  /* Until as much is compiled as for all rows. */
  private static final int TIMES = 60;

  private final Session session;
  private final PrintStream out;

  private SpillProbe(Session session, PrintStream out) {
    this.session = session;
    this.out = out;
  }

  /** Answers questions; the arguments are workers, bytes of memory and a folder to spill to. */
  @SuppressWarnings("SystemOut")
  public static void main(String... arguments) throws IOException {
    try (Session session =
        Session.local()
            .workers(Integer.parseInt(arguments[0]))
            .memory(Long.parseLong(arguments[1]))
            .spillDirectory(Path.of(arguments[2]))
            .open()) {
      SpillProbe probe = new SpillProbe(session, System.out);
      PeerAnswers.answer(System.out, probe::inSession);
    }
  }

  private void inSession(String work, String file) throws Exception {
    session.call(
        () -> {
          run(work, file);
          return null;
        });
  }

  private void run(String work, String file) throws IOException {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      String result = folder.path().resolve("result").toString();
      long start = System.nanoTime();
      if (work.equals(FEW_ROWS)) {
        DataFrame few = readParquet(file).limit(FEW);
        for (int i = 0; i < TIMES; i++) {
          frame(SORT, few).writeParquet(result);
          frame(GROUP, few).writeParquet(result);
        }
        out.println("lap\t1\t1");
        return;
      }
      frame(work, readParquet(file)).writeParquet(result);
      long nanos = System.nanoTime() - start;
      for (String cell : check(work, readParquet(result))) {
        out.println("row\t" + cell);
      }
      out.println("lap\t" + nanos + "\t1");
    }
  }

  private static DataFrame frame(String work, DataFrame rows) {
    return work.equals(SORT)
        ? rows.sort("k")
        : rows.groupBy("g").agg(count().as("n"), sum("v").as("s"), max("k").as("m"));
  }

  /** Some numbers that tell whether the rows are right, and in order if they should be. */
  private static List<String> check(String work, DataFrame rows) {
    if (work.equals(SORT)) {
      try (Table sums = rows.agg(count().as("n"), sum(col("id").mod(1000)).as("s")).collect();
          Table first = rows.head(1)) {
        return List.of(
            String.valueOf(sums.longs("n")[0]),
            String.valueOf(sums.longs("s")[0]),
            String.valueOf(first.longs("k")[0]));
      }
    }
    try (Table sums =
        rows.agg(count().as("n"), sum("n").as("c"), sum(col("m").mod(1000)).as("s")).collect()) {
      return List.of(
          String.valueOf(sums.longs("n")[0]),
          String.valueOf(sums.longs("c")[0]),
          String.valueOf(sums.longs("s")[0]));
    }
  }
}
