package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.max;
import static dev.quern.dataframes.Frames.mean;
import static dev.quern.dataframes.Frames.min;
import static dev.quern.dataframes.Frames.on;
import static dev.quern.dataframes.Frames.std;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;

import dev.quern.dataframes.DataFrame;

/**
 * A query of the flights example, as a frame and as SQL over {@code flights} and {@code airports}.
 */
public enum FlightQuery {
  AIRPORTS(
      "airports",
      """
      SELECT origin, a.name, a.state, count(*), avg(delay), max(delay), sum(distance)
      FROM flights JOIN airports a ON origin = a.iata
      GROUP BY origin, a.name, a.state\
      """) {
    @Override
    public DataFrame frame(DataFrame flights, DataFrame airports) {
      return flights
          .join(airports.select("iata", "name", "state"), on("origin", "iata"))
          .groupBy("origin", "name", "state")
          .agg(
              count().as("flights"),
              mean("delay").as("mean"),
              max("delay").as("worst"),
              sum("distance").as("distance"));
    }
  },
  ROUTES(
      "routes",
      """
      SELECT origin, destination, o.city, d.city, count(*), avg(delay), stddev(delay), min(distance)
      FROM flights JOIN airports o ON origin = o.iata JOIN airports d ON destination = d.iata
      GROUP BY origin, destination, o.city, d.city\
      """) {
    @Override
    public DataFrame frame(DataFrame flights, DataFrame airports) {
      return flights
          .join(city(airports, "origin", "from"), on("origin"))
          .join(city(airports, "destination", "to"), on("destination"))
          .groupBy("origin", "destination", "from", "to")
          .agg(
              count().as("flights"),
              mean("delay").as("mean"),
              std("delay").as("std"),
              min("distance").as("distance"));
    }
  },
  WORST_ROUTES(
      "ten worst routes",
      """
      SELECT r.*, o.city, d.city
      FROM (SELECT origin, destination, count(*) AS n, avg(delay) AS mean FROM flights
            GROUP BY origin, destination HAVING count(*) >= 100) r
      JOIN airports o ON origin = o.iata JOIN airports d ON destination = d.iata
      ORDER BY mean DESC, origin, destination LIMIT 10\
      """) {
    @Override
    public DataFrame frame(DataFrame flights, DataFrame airports) {
      return flights
          .groupBy("origin", "destination")
          .agg(count().as("n"), mean("delay").as("mean"))
          .filter(col("n").ge(100))
          .join(city(airports, "origin", "from"), on("origin"))
          .join(city(airports, "destination", "to"), on("destination"))
          .sort(desc("mean"), asc("origin"), asc("destination"))
          .limit(10);
    }
  },
  WEEK(
      "weekday by hour",
      """
      SELECT isodow(date), hour(date), count(*), avg(delay) FROM flights GROUP BY ALL\
      """) {
    @Override
    public DataFrame frame(DataFrame flights, DataFrame airports) {
      return flights
          .groupBy(col("date").dt().dayOfWeek().as("weekday"), col("date").dt().hour().as("hour"))
          .agg(count().as("flights"), mean("delay").as("mean"));
    }
  },
  CLASSES(
      "delay classes",
      """
      SELECT CASE WHEN delay <= 0 THEN 'on time' WHEN delay <= 15 THEN 'little'
                  WHEN delay <= 60 THEN 'late' ELSE 'very late' END AS class,
             count(*), avg(distance)
      FROM flights GROUP BY class\
      """) {
    @Override
    public DataFrame frame(DataFrame flights, DataFrame airports) {
      return flights
          .withColumn(
              "class",
              when(col("delay").le(0))
                  .then("on time")
                  .when(col("delay").le(15))
                  .then("little")
                  .when(col("delay").le(60))
                  .then("late")
                  .otherwise("very late"))
          .groupBy("class")
          .agg(count().as("flights"), mean("distance").as("distance"));
    }
  },
  MOMENTS(
      "moments of delay and distance",
      """
      SELECT avg(delay), avg(distance), avg(delay * distance), stddev(delay), stddev(distance)
      FROM flights\
      """) {
    @Override
    public DataFrame frame(DataFrame flights, DataFrame airports) {
      return flights.agg(
          mean("delay").as("x"),
          mean("distance").as("y"),
          mean(col("delay").times(col("distance"))).as("xy"),
          std("delay").as("sx"),
          std("distance").as("sy"));
    }
  };

  private final String label;
  private final String sql;

  FlightQuery(String label, String sql) {
    this.label = label;
    this.sql = sql;
  }

  /** What tables call it. */
  public String label() {
    return label;
  }

  /** The same as the frame. */
  public String sql() {
    return sql;
  }

  /** Whether the order of the rows is part of the answer. */
  public boolean ordered() {
    return this == WORST_ROUTES;
  }

  /** The query over frames of the two files. */
  public abstract DataFrame frame(DataFrame flights, DataFrame airports);

  private static DataFrame city(DataFrame airports, String key, String name) {
    return airports.select(col("iata").as(key), col("city").as(name));
  }
}
