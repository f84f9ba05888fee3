package dev.quern.bench.suite;

import static dev.quern.bench.harness.Contender.timed;
import static dev.quern.dataframes.Frames.readParquet;

import dev.quern.bench.data.DataFolder;
import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Bench;
import dev.quern.bench.harness.Case;
import dev.quern.bench.harness.CaseSuite;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.peer.DuckDb;
import dev.quern.bench.peer.Programs;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * A function that a user writes ({@link UserScore}), row by row over ten million rows of Parquet.
 * DuckDB has no functions in Java, so its rows come to Java through JDBC; pandas and Polars call a
 * Python function, for the first hundred thousand rows, which they have in memory.
 */
public final class UdfSuite implements CaseSuite {
  private UdfSuite() {}

  /** Times the function. */
  public static void main(String... arguments) {
    Bench.main(new UdfSuite(), arguments);
  }

  @Override
  public String name() {
    return "udf";
  }

  @Override
  public List<Case> cases(Setting setting) throws Exception {
    Path file = new DataFolder(setting.options(), setting.progress()).keys();
    QuernFrames quern = QuernFrames.of(setting);
    Programs.Peer python = Programs.of(setting).python("udf_peer");
    double rows = setting.options().tiny() ? 1e5 : 1e7;
    int few = setting.options().tiny() ? 1000 : 100_000;
    int threads = setting.options().threads();
    String path = file.toString();
    return List.of(
        Case.of(
            "row by row",
            rows,
            "rows",
            quern.query(() -> UserScore.summary(readParquet(path))),
            timed("duckdb", () -> new Total(file, threads), Total::answer)),
        Case.of(
            "few rows, Python",
            few,
            "rows",
            quern.query(() -> UserScore.summary(readParquet(path).limit(few))),
            python.contender("pandas", "pandas apply", path, few),
            python.contender("polars", "polars map_elements", path, few)));
  }

  /** All rows through JDBC, summed up. */
  private static final class Total implements AutoCloseable {
    private long rows;
    private double sum;
    private double most = Double.NEGATIVE_INFINITY;

    Total(Path file, int threads) throws SQLException {
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = connection.createStatement()) {
        statement.execute("SET threads = " + threads);
        read(statement, "SELECT s2, v, x FROM read_parquet(%s)".formatted(DuckDb.quoted(file)));
      }
    }

    private void read(Statement statement, String sql) throws SQLException {
      try (ResultSet result = statement.executeQuery(sql)) {
        while (result.next()) {
          double score = UserScore.of(result.getString(1), result.getLong(2), result.getDouble(3));
          rows++;
          sum += score;
          most = Math.max(most, score);
        }
      }
    }

    Answer answer() {
      return Answer.of(rows, sum, most);
    }

    @Override
    public void close() {}
  }
}
