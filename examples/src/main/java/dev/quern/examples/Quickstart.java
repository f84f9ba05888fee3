package dev.quern.examples;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.num;
import static dev.quern.dataframes.Frames.readParquet;

import java.time.LocalDateTime;
import java.util.List;

/** The example of the README: a group-by over three million rows, and some of them as records. */
public final class Quickstart {
  record Flight(LocalDateTime date, long delay, String origin, String destination) {}

  private Quickstart() {}

  /** Takes the Parquet file of flights, by default the one among the examples' data. */
  public static void main(String... args) {
    String data = System.getProperty("quern.examples.data", "examples/data");
    String path = args.length > 0 ? args[0] : data + "/flights-3m.parquet";
    // begin
    var flights = readParquet(path); // lazy: looks at the file's footer only

    flights
        .filter(col("delay").gt(15)) // a wrong name or type fails here, before anything runs
        .groupBy("origin")
        .agg(count().as("late"), mean("delay").as("minutes"))
        .sort(desc("late"))
        .limit(3)
        .show(); // runs, on all cores

    List<Flight> worst = // a column per record component; javac checks their names
        readParquet(path, Flight.class).filter(num(Flight::delay).gt(1480)).toRecords();
    worst.forEach(System.out::println);
    // end
  }
}
