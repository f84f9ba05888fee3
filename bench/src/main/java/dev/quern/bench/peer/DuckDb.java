package dev.quern.bench.peer;

import dev.quern.bench.harness.Answer;
import dev.quern.bench.harness.Contender;
import dev.quern.bench.harness.Setting;
import dev.quern.bench.harness.TemporaryFolder;
import dev.quern.engine.memory.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A DuckDB in memory, within this process. Used by one thread. */
public final class DuckDb implements AutoCloseable {
  private static final String NAME = "duckdb";

  private final Connection connection;

  private DuckDb(Connection connection) {
    this.connection = connection;
  }

  /** An empty database that works with {@code threads} threads. */
  public static DuckDb open(int threads) throws SQLException {
    DuckDb database = new DuckDb(DriverManager.getConnection("jdbc:duckdb:"));
    database.execute("SET threads = " + threads);
    return database;
  }

  /**
   * The same with the threads and the memory that Quern has, until {@code setting} is closed;
   * without a limit DuckDB takes its own.
   */
  public static DuckDb of(Setting setting) throws SQLException, IOException {
    DuckDb database = open(setting.options().threads());
    String memory = setting.options().memory();
    if (!memory.isEmpty()) {
      TemporaryFolder folder = setting.own(new TemporaryFolder());
      database.limitMemory(Bytes.parse(memory));
      database.execute("SET temp_directory = " + quoted(folder.path().resolve("duckdb")));
    }
    return setting.own(database);
  }

  /** Has it work with {@code bytes} from now on. */
  public void limitMemory(long bytes) throws SQLException {
    execute("SET memory_limit = '%dB'".formatted(bytes));
  }

  /** A path as SQL text. */
  public static String quoted(Path path) {
    return "'" + path.toAbsolutePath().toString().replace("'", "''") + "'";
  }

  /** Does {@code sql}. */
  public void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Lets queries call the rows of a Parquet file {@code name}. */
  public void view(String name, Path file) throws SQLException {
    execute("CREATE VIEW %s AS SELECT * FROM read_parquet(%s)".formatted(name, quoted(file)));
  }

  /** The rows of {@code sql}. */
  public Answer rows(String sql) throws SQLException {
    try (Result result = run(sql)) {
      return result.answer();
    }
  }

  /** A contender that runs {@code sql}, whose rows are the answer in their order. */
  public Contender query(String sql) {
    return Contender.timed(NAME, () -> run(sql), Result::answer);
  }

  /** A contender that runs {@code sql}, whose rows have no order. */
  public Contender unordered(String sql) {
    return Contender.timed(NAME, () -> run(sql), result -> result.answer().sorted());
  }

  /**
   * A contender that makes the temporary table {@code loaded} of {@code sql}; the rows of {@code
   * check}, which is not timed, are the answer.
   */
  public Contender load(String sql, String check) {
    return Contender.timed(
        NAME,
        () -> {
          execute("CREATE TEMP TABLE loaded AS " + sql);
          return (AutoCloseable) () -> execute("DROP TABLE loaded");
        },
        _ -> checked(check));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private Answer checked(String sql) {
    try {
      return rows(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("DuckDB cannot do " + sql, e);
    }
  }

  /* The driver computes all rows of a result before it returns. */
  private Result run(String sql) throws SQLException {
    Statement statement = connection.createStatement();
    try {
      return new Result(statement, statement.executeQuery(sql));
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }

  /** Rows in memory. */
  private record Result(Statement statement, ResultSet rows) implements AutoCloseable {

    Answer answer() {
      try {
        int width = rows.getMetaData().getColumnCount();
        List<List<String>> all = new ArrayList<>();
        while (rows.next()) {
          List<String> row = new ArrayList<>();
          for (int column = 1; column <= width; column++) {
            row.add(Answer.text(rows.getObject(column)));
          }
          all.add(row);
        }
        return new Answer(all);
      } catch (SQLException e) {
        throw new IllegalStateException("a result of DuckDB cannot be read", e);
      }
    }

    @Override
    public void close() throws SQLException {
      try (statement) {
        rows.close();
      }
    }
  }
}
