package dev.quern.scheduler.spark;

import static dev.quern.arrays.NDArrays.arange;
import static dev.quern.arrays.NDArrays.random;
import static dev.quern.dataframes.Frames.LEFT;
import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.countDistinct;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.lag;
import static dev.quern.dataframes.Frames.listOf;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.partitionBy;
import static dev.quern.dataframes.Frames.rank;
import static dev.quern.dataframes.Frames.stringAgg;
import static dev.quern.dataframes.Frames.structOf;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.scheduler.Tasks.delayed;

import dev.quern.arrays.NDArray;
import dev.quern.dataframes.DataFrame;
import dev.quern.dataframes.Frames;
import dev.quern.dataframes.Window;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Lazy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** What has to give the same on one machine, in a simulation, and on a cluster: a line each. */
final class Cases {
  private static final int FILES = 4;
  private static final int ROWS = 3_000;
  private static final List<String> PORTS = List.of("AMS", "BRU", "CDG", "DUB", "EDI", "FRA");

  private Cases() {}

  static Map<String, Lazy<?>> all(Path folder) {
    DataFrame flights = flights(folder);
    DataFrame ports = ports(folder);
    NDArray x = random(7).normal(600, 40).chunk(100, 20);

    Map<String, Lazy<?>> cases = new LinkedHashMap<>();
    cases.put("filter", flights.filter(col("delay").gt(45)).select("id", "delay", "origin"));
    cases.put("group by", flights.groupBy("origin").agg(count(), mean("delay"), sum("price")));
    cases.put("group by many", flights.groupBy("id").agg(max("price"), countDistinct("origin")));
    cases.put("sort", flights.sort(desc("delay"), asc("id")));
    cases.put(
        "sort in parts",
        flights.groupBy("carrier").top(30, desc("delay"), "id").sort(desc("price"), asc("id")));
    cases.put("top", flights.sort(desc("price")).limit(10));
    cases.put("join", flights.join(ports, on("origin", "code"), LEFT));
    cases.put(
        "join itself", flights.select("id", "delay").join(flights.select("id", "price"), on("id")));
    cases.put(
        "join of sorted sides",
        flights
            .select("carrier", "id", "delay")
            .sort("carrier", "id")
            .join(
                ports.withColumn("carrier", lit("carrier number 7")).sort("carrier", "city"),
                on("carrier"),
                LEFT));
    cases.put(
        "join by sparse keys",
        Frames.range(2_000)
            .select(col("id").times(7_919_000).as("k"), col("id"))
            .join(
                Frames.range(600_000).select(col("id").times(1_000).as("k"), col("id").as("other")),
                on("k")));
    cases.put(
        "side by side", flights.select("id", "delay").zip(flights.select("price").sort("price")));
    cases.put("slice", flights.sort("price").slice(4_321, 1_000));
    cases.put("last rows", flights.filter(col("delay").gt(3)).tail(700));
    cases.put(
        "join, group, sort",
        flights
            .join(ports, on("origin", "code"))
            .groupBy("city")
            .agg(mean("delay").as("late"))
            .sort(asc("city")));
    Window window = partitionBy("carrier").orderBy("delay", "id");
    cases.put(
        "windows",
        flights.select(
            col("id"),
            rank().over(window).as("rank"),
            lag("price", 1).over(window).as("before"),
            sum("delay").over(window).as("so far")));
    cases.put("top of groups", flights.groupBy("carrier").top(3, desc("delay"), "id"));
    cases.put("distinct", flights.select("origin", "carrier").distinct());
    DataFrame nested =
        flights.select(
            structOf(col("origin"), col("carrier")).as("way"),
            listOf(col("delay").mod(3), col("delay").mod(2)).as("rests"),
            col("id"));
    cases.put(
        "keys of lists and structs",
        nested
            .groupBy("way", "rests")
            .agg(count().as("n"), stringAgg(col("id").cast(DType.UTF8), " ").as("ids"))
            .sort("rests", "way"));
    cases.put(
        "joins by structs",
        nested.join(nested.unique("way").select("way", "id"), on("way")).sort("id"));
    cases.put(
        "elements",
        nested.select(
            col("id"),
            col("rests").list().transform(rest -> rest.times(col("id"))).as("products")));
    cases.put("union", flights.union(flights).groupBy("carrier").agg(count()));
    cases.put(
        "from a function",
        Frames.fromMap(List.of(3, 1, 2), n -> Map.of("n", IntStream.range(0, 1000 * n).toArray()))
            .filter(col("n").gt(998)));
    cases.put("range", Frames.range(3_000_000).filter(col("id").gt(2_999_000)));
    cases.put("array sum", x.sum());
    cases.put("array means", x.minus(x.mean(0)).divide(x.std(0)));
    cases.put("array product", x.matmul(x.transpose(1, 0)));
    cases.put("array of longs", arange(1000).chunk(64).reshape(40, 25).sum(1));
    cases.put(
        "calls", delayed(Cases::join, List.of(delayed(Cases::text, 1), delayed(Cases::text, 2))));
    return cases;
  }

  static String text(int number) {
    return "number " + number;
  }

  static String join(List<String> texts) {
    return String.join(", ", texts);
  }

  static DataFrame flights(Path folder) {
    Random random = new Random(11);
    for (int file = 0; file < FILES; file++) {
      StringBuilder text = new StringBuilder("id,delay,price,origin,carrier\n");
      for (int row = 0; row < ROWS; row++) {
        text.append(file * ROWS + row).append(',');
        text.append(random.nextInt(10) == 0 ? "" : random.nextInt(-10, 90)).append(',');
        text.append(String.format(Locale.ROOT, "%.2f", random.nextDouble(500))).append(',');
        text.append(PORTS.get(random.nextInt(PORTS.size()))).append(',');
        text.append("carrier number ").append(random.nextInt(40)).append('\n');
      }
      write(folder.resolve("flights-" + file + ".csv"), text.toString());
    }
    return Frames.readCsv(folder + "/flights-*.csv");
  }

  private static DataFrame ports(Path folder) {
    StringBuilder text = new StringBuilder("code,city\n");
    IntStream.range(0, PORTS.size() - 1)
        .forEach(i -> text.append(PORTS.get(i)).append(",city ").append(i).append('\n'));
    write(folder.resolve("ports.csv"), text.toString());
    return Frames.readCsv(folder + "/ports.csv");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
