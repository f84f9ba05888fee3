package dev.quern.bench.suite;

import static dev.quern.dataframes.Frames.readCsv;
import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.dataframes.DataFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The queries of the flights example on real flights (Parquet) and airports (CSV). Both engines
 * read the files in every run.
 */
public final class FlightSuite implements CaseSuite {
  private static final double FLIGHTS = 3e6;

  private FlightSuite() {}

  /** Times the queries. */
  public static void main(String... arguments) {
    Bench.main(new FlightSuite(), arguments);
  }

  @Override
  public String name() {
    return "flights";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    DataFolder data = new DataFolder(setting.options(), setting.progress());
    String flights = data.flights("flights-3m.parquet").toString();
    String airports = data.flights("airports.csv").toString();
    DuckDb duckDb = setting.own(DuckDb.open(setting.options().threads()));
    duckDb.view("flights", data.flights("flights-3m.parquet"));
    duckDb.execute(
        "CREATE VIEW airports AS SELECT * FROM read_csv(%s)"
            .formatted(DuckDb.quoted(data.flights("airports.csv"))));
    QuernFrames quern = QuernFrames.of(setting);
    List<Case> cases = new ArrayList<>();
    for (FlightQuery query : FlightQuery.values()) {
      Supplier<DataFrame> frame = () -> query.frame(readParquet(flights), readCsv(airports));
      cases.add(
          Case.of(
              query.label(),
              FLIGHTS,
              "rows",
              query.ordered() ? quern.query(frame) : quern.unordered(frame),
              query.ordered() ? duckDb.query(query.sql()) : duckDb.unordered(query.sql())));
    }
    return cases;
  }
}
