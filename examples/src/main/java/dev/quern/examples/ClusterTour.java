package dev.quern.examples;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Table;
import dev.quern.scheduler.Session;
import java.nio.file.Path;

/**
 * Late airports of 2001, computed on this machine and on a cluster, which have to agree.
 *
 * <pre>examples/cluster</pre>
 *
 * <p>The cluster is the one that the system property {@code quern.master} names; the files have to
 * be at the same path on all its machines.
 */
public final class ClusterTour {
  private ClusterTour() {}

  /** Takes no arguments. */
  @SuppressWarnings("SystemOut") // what it is for
  public static void main(String... arguments) {
    String master = System.getProperty("quern.master", "local-cluster[2,1,1024]");
    Path data = Path.of(System.getProperty("quern.examples.data", "examples/data"));
    DataFrame late =
        readParquet(data.resolve("flights-3m.parquet").toAbsolutePath().toString())
            .filter(col("delay").gt(15))
            .groupBy("origin")
            .agg(count().as("late"), mean("delay").as("minutes"), max("delay").as("worst"))
            .sort(desc("late"), "origin");
    String here;
    try (Session session = Session.local().open();
        Table table = late.collect(session)) {
      here = table.text(10);
    }
    try (Session session = Session.cluster(master).open()) {
      long start = System.nanoTime();
      String there;
      try (Table table = late.collect(session)) {
        there = table.text(10);
      }
      System.out.println(there);
      System.out.printf(
          "%s in %.1f s: %s%n",
          master,
          (System.nanoTime() - start) / 1e9,
          there.equals(here) ? "the same as on this machine" : "not what this machine says");
    }
  }
}
