package dev.quern.examples;

import static dev.quern.arrays.NDArrays.fromColumns;
import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readParquet;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;

import dev.quern.arrays.NDArray;
import dev.quern.arrays.NDArrays;
import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Partitions;
import dev.quern.dataframes.Table;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import dev.quern.scheduler.event.GraphTimes;
import dev.quern.scheduler.event.TerminalProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * Three million flights of 2001: which airports and routes are late, at what hour of which weekday,
 * and whether far flights are later than near ones.
 *
 * <pre>examples/run flights [FOLDER]</pre>
 *
 * <p>Prints tables and writes {@code routes.parquet}, {@code worst-routes.csv} and {@code
 * delays.png} to FOLDER, by default {@code flights-out}.
 */
public final class Flights {
  private final Path data;
  private final Path out;
  private final long started = System.nanoTime();

  private Flights(Path data, Path out) {
    this.data = data;
    this.out = out;
  }

  /** Takes the folder to write to. */
  public static void main(String... args) throws IOException {
    Path data = Path.of(System.getProperty("quern.examples.data", "examples/data"));
    Path out = Path.of(args.length > 0 ? args[0] : "flights-out");
    Files.createDirectories(out);
    GraphTimes times = new GraphTimes();
    try (Session session =
        Session.local().listener(TerminalProgress.orLines(System.err)).listener(times).open()) {
      session.call(
          () -> {
            new Flights(data, out).run();
            return null;
          });
    }
    System.out.println("What took how long:\n" + times);
  }

  private void run() throws IOException {
    DataFrame flights =
        readParquet(data.resolve("flights-3m.parquet").toString())
            .withColumns(
                col("date").dt().dayOfWeek().as("weekday"),
                col("date").dt().hour().as("hour"),
                when(col("delay").gt(60))
                    .then("over an hour")
                    .when(col("delay").gt(15))
                    .then("late")
                    .when(col("delay").ge(-5))
                    .then("on time")
                    .otherwise("early")
                    .as("class"));
    DataFrame airports = readCsv(data.resolve("airports.csv").toString());
    DataFrame named =
        flights
            .join(airports.select("iata", col("city").as("from")), on("origin", "iata"), LEFT)
            .join(airports.select("iata", col("city").as("to")), on("destination", "iata"), LEFT);

    title("Delay classes");
    flights
        .groupBy("class")
        .agg(count().as("flights"), mean("delay").as("mean delay"))
        .sort(desc("flights"))
        .show();

    title("The ten busiest airports");
    named
        .groupBy("origin", "from")
        .agg(
            count().as("flights"),
            mean("delay").as("mean delay"),
            std("delay").as("std"),
            mean(when(col("delay").gt(15)).then(lit(1.0)).otherwise(lit(0.0))).as("share late"))
        .sort(desc("flights"))
        .limit(10)
        .show();

    routes(named);
    matrix(flights);
    correlation(flights);
  }

  private void routes(DataFrame named) {
    try (Table routes =
        named
            .groupBy("origin", "destination", "from", "to")
            .agg(
                count().as("flights"),
                mean("delay").as("mean delay"),
                max("delay").as("worst"),
                mean("distance").as("distance"))
            .collect()) {
      title("The ten worst of %,d routes (of those with 200 flights or more)", routes.rows());
      routes.toFrame().sort("origin", "destination").writeParquet(file("routes.parquet"));
      try (Table worst =
          routes
              .toFrame()
              .filter(col("flights").ge(200))
              .sort(desc("mean delay"), "origin", "destination")
              .limit(10)
              .collect()) {
        System.out.println(worst.text(10));
        worst.toFrame().writeCsv(file("worst-routes.csv"));
      }
    }
  }

  /** Mean delay by weekday and hour: sums and counts of a frame, divided as arrays. */
  private void matrix(DataFrame flights) throws IOException {
    double[] sums = new double[7 * 24];
    double[] counts = new double[7 * 24];
    try (Table cells =
        flights.groupBy("weekday", "hour").agg(sum("delay").as("sum"), count().as("n")).collect()) {
      long[] weekdays = cells.longs("weekday");
      long[] hours = cells.longs("hour");
      double[] cellSums = cells.doubles("sum");
      double[] cellCounts = cells.doubles("n");
      for (int i = 0; i < weekdays.length; i++) {
        int cell = (int) ((weekdays[i] - 1) * 24 + hours[i]);
        sums[cell] = cellSums[i];
        counts[cell] = cellCounts[i];
      }
    }
    NDArray delay = NDArrays.of(sums, 7, 24).divide(NDArrays.of(counts, 7, 24));
    double[][] rows;
    try (var matrix = delay.compute()) {
      rows = matrix.toDoubleMatrix();
    }
    title("Mean delay by weekday and hour");
    for (int day = 0; day < 7; day++) {
      System.out.println(
          HeatMap.WEEKDAYS.get(day)
              + " "
              + String.join(
                  " ",
                  Arrays.stream(rows[day])
                      .mapToObj(v -> String.format(Locale.ROOT, "%4.0f", v))
                      .toList()));
    }
    HeatMap.write(rows, out.resolve("delays.png"));
  }

  /** Pearson's correlation of two columns, by array operations over their partitions. */
  private void correlation(DataFrame flights) {
    Partitions columns = flights.select("delay", "distance").partitions();
    NDArray delay = fromColumns(columns.chunks(), DType.FLOAT64, columns.rows(), "delay");
    NDArray distance = fromColumns(columns.chunks(), DType.FLOAT64, columns.rows(), "distance");
    NDArray product = delay.minus(delay.mean()).multiply(distance.minus(distance.mean()));
    double r = product.mean().item() / (delay.std().item() * distance.std().item());
    title("Correlation of delay with distance: %.4f", r);
  }

  private String file(String name) {
    return out.resolve(name).toString();
  }

  private void title(String format, Object... values) {
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(
        Locale.ROOT, "%n%s   [%.2f s]%n", String.format(Locale.ROOT, format, values), seconds);
  }
}
