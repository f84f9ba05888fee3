package dev.quern.bench.spark;

import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.data.TpchTable;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.suite.FlightQuery;
import dev.quern.bench.suite.QuernFrames;
import dev.quern.bench.tpch.TpchQuery;
import dev.quern.bench.tpch.TpchTables;
import dev.quern.dataframes.DataFrame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The queries of other suites, by frames and by Spark SQL. Quern reads the footers of the files in
 * every run, Spark SQL once, before the first.
 *
 * @param quern our side
 * @param sparkSql the other
 */
record QueryCases(QuernFrames quern, SparkSql sparkSql) {
  /** How often the flights are repeated. */
  static final int FLIGHTS_TIMES = 10;

  private static final double FLIGHTS = 3e6;

  /** The 22 queries of TPC-H. */
  List<Case> tpch(Setting setting) throws Exception {
    DataFolder data = new DataFolder(setting.options(), setting.progress());
    Map<TpchTable, Path> files = data.tpch();
    sparkSql.tables(files);
    List<Case> cases = new ArrayList<>();
    for (TpchQuery query : TpchQuery.all()) {
      cases.add(
          Case.of(
              query.label(),
              0,
              "",
              quern.query(() -> query.frame().apply(new TpchTables(files))),
              sparkSql.query(query.sql())));
    }
    return cases;
  }

  /** The queries of the flights example on ten times as many flights. */
  List<Case> flights(Setting setting) throws Exception {
    DataFolder data = new DataFolder(setting.options(), setting.progress());
    int times = setting.options().tiny() ? 1 : FLIGHTS_TIMES;
    Path flights = data.flightsRepeated(times);
    Path airports = data.flights("airports.csv");
    sparkSql.view("flights", "parquet OPTIONS (path '%s')", flights);
    sparkSql.view(
        "airports", "csv OPTIONS (path '%s', header 'true', inferSchema 'true')", airports);
    List<Case> cases = new ArrayList<>();
    for (FlightQuery query : FlightQuery.values()) {
      Supplier<DataFrame> frame =
          () -> query.frame(readParquet(flights.toString()), readCsv(airports.toString()));
      // Spark counts weekdays from 0.
      String sql = query.sql().replace("isodow(date)", "weekday(date) + 1");
      cases.add(
          Case.of(
              "flights " + query.label(),
              FLIGHTS * times,
              "rows",
              query.ordered() ? quern.query(frame) : quern.unordered(frame),
              query.ordered() ? sparkSql.query(sql) : sparkSql.unordered(sql)));
    }
    return cases;
  }
}
