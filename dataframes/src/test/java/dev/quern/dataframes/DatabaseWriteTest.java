package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.range;
import static dev.quern.dataframes.Frames.readJdbc;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.engine.io.jdbc.JdbcOptions.TableMode;
import dev.quern.scheduler.Session;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the tables that rows are written to. */
class DatabaseWriteTest {
  private static final JdbcOptions PLAIN = JdbcOptions.DEFAULTS.fetching(100);

  private final Session session = Session.local().workers(2).memory("64m").open();

  @TempDir Path folder;

  @AfterEach
  void close() {
    session.close();
  }

  private String url(String product) {
    return product.equals("duckdb") ? "jdbc:duckdb:" + folder.resolve("x.db") : "jdbc:h2:mem:out";
  }

  private static DataFrame squares(long from, long to) {
    return range(from, to).select(col("id"), col("id").multiply(col("id")).as("square"));
  }

  private void write(DataFrame frame, String product, JdbcOptions options) {
    session.run(() -> frame.writeJdbc(url(product), "squares", options));
  }

  private List<@Nullable Object> totals(String product) {
    DataFrame all = readJdbc(url(product), "squares");
    try (Table table =
        all.agg(count().as("n"), sum("id").as("ids"), sum("square").as("s")).collect(session)) {
      return DuckOracle.rows(table).getFirst();
    }
  }

  private static List<Object> totals(long from, long to) {
    long ids = 0;
    long squares = 0;
    for (long i = from; i < to; i++) {
      ids += i;
      squares += i * i;
    }
    return List.of(to - from, ids, squares);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "duckdb"})
  void tablesAreMadeAddedToAndReplaced(String product) throws SQLException {
    try (Connection _ = DriverManager.getConnection(url(product))) {
      write(squares(0, 1000), product, PLAIN.withTable(TableMode.CREATE));
      assertThat(totals(product)).isEqualTo(totals(0, 1000));
      assertThatThrownBy(() -> write(squares(0, 9), product, PLAIN.withTable(TableMode.CREATE)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("cannot write to squares");
      write(squares(1000, 1500), product, PLAIN);
      write(squares(1500, 2000), product, PLAIN.creatingTable());
      assertThat(totals(product)).isEqualTo(totals(0, 2000));
      write(squares(7, 700), product, PLAIN.withTable(TableMode.REPLACE_ROWS));
      assertThat(totals(product)).isEqualTo(totals(7, 700));
    }
  }

  @Test
  void rowsThatCannotBeReplacedStay() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("h2"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE squares (\"id\" BIGINT PRIMARY KEY, \"square\" BIGINT CHECK (\"square\" <"
              + " 90))");
      write(squares(0, 9), "h2", PLAIN);
      assertThatThrownBy(
              () -> write(squares(0, 999), "h2", PLAIN.withTable(TableMode.REPLACE_ROWS)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("did not take the rows");
      assertThat(totals("h2")).isEqualTo(totals(0, 9));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "duckdb"})
  void rowsReplaceThoseWithTheirKey(String product) throws SQLException {
    try (Connection _ = DriverManager.getConnection(url(product))) {
      JdbcOptions upserts = PLAIN.creatingTable().upserting("id");
      DataFrame wrong =
          squares(0, 600)
              .withColumn("square", when(col("id").lt(300)).then(col("square")).otherwise(-1));
      write(wrong, product, upserts);
      write(squares(250, 1000), product, upserts);
      assertThat(totals(product)).isEqualTo(totals(0, 1000));
      write(squares(500, 1000).select("id"), product, upserts);
      assertThat(totals(product).getFirst()).isEqualTo(1000L);
      assertThatThrownBy(() -> write(squares(0, 9), product, PLAIN.upserting("key")))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "duckdb"})
  void severalConnectionsWriteEveryRowOnce(String product) throws SQLException {
    try (Connection _ = DriverManager.getConnection(url(product))) {
      JdbcOptions many = PLAIN.withTable(TableMode.REPLACE_ROWS).writing(3);
      DataFrame parts = squares(0, 300);
      for (int i = 1; i < 8; i++) {
        parts = parts.union(squares(300L * i, 300L * (i + 1)));
      }
      DataFrame all = parts;
      write(all, product, many);
      write(all, product, many);
      assertThat(totals(product)).isEqualTo(totals(0, 2400));
    }
  }

  @Test
  void afterAFailureOfOneConnectionWhatOthersCommittedStays() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("h2"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE squares (\"id\" BIGINT PRIMARY KEY, \"square\" BIGINT CHECK (\"square\" <"
              + " 810000))");
      DataFrame parts = squares(0, 300);
      for (int i = 1; i < 8; i++) {
        parts = parts.union(squares(300L * i, 300L * (i + 1)));
      }
      DataFrame all = parts;
      assertThatThrownBy(() -> write(all, "h2", PLAIN.writing(2)))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("did not take the rows")
          .hasMessageContaining("rows that other transactions have committed stay in squares");
      // Whole parts, and none of one that failed.
      Object rows = totals("h2").getFirst();
      assertThat((Long) rows).isBetween(300L, 900L).matches(n -> n % 300 == 0);
    }
  }
}
