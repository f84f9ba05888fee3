package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.asc;
import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.desc;
import static dev.quern.dataframes.Frames.readJdbc;
import static dev.quern.dataframes.Frames.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.engine.PlanException;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.scheduler.Session;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits, first rows and ranges that a database answers: the rows that Quern alone finds. */
class DatabaseTopTest {
  private final Session session = Session.local().workers(2).memory("64m").open();

  @TempDir Path folder;

  @AfterEach
  void close() {
    session.close();
  }

  private String url(String product) {
    return product.equals("duckdb") ? "jdbc:duckdb:" + folder.resolve("x.db") : "jdbc:h2:mem:top";
  }

  /* In H2 the database lives as long as a connection does. */
  private Connection make(String product) throws SQLException {
    Connection connection = DriverManager.getConnection(url(product));
    try (Statement statement = connection.createStatement()) {
      String series = product.equals("h2") ? "SYSTEM_RANGE(1, 1000) r(x)" : "range(1, 1001) r(x)";
      statement.execute(
          """
          CREATE TABLE sales AS SELECT CAST(x AS BIGINT) AS id,
              CASE WHEN MOD(x, 4) = 0 THEN NULL ELSE CAST(MOD(x * 7919, 101) AS INTEGER) END AS n,
              CAST(x * 7 AS DECIMAL(10, 2)) AS price,
              CAST(MOD(x * 31, 97) AS DOUBLE PRECISION) AS f,
              'city ' || CAST(MOD(x, 5) AS VARCHAR(3)) AS city,
              CAST(DATE '2024-01-01' + CAST(MOD(x, 366) AS INTEGER) AS DATE) AS born,
              CAST(CAST(DATE '2024-01-01' + CAST(MOD(x, 366) AS INTEGER) AS DATE) AS TIMESTAMP) AS moment,
              CAST(CAST(DATE '2024-01-01' + CAST(MOD(x, 366) AS INTEGER) AS DATE)
                  AS TIMESTAMP WITH TIME ZONE) AS instant
              FROM %s
          """
              .formatted(series));
    }
    return connection;
  }

  private List<List<@Nullable Object>> rows(DataFrame frame) {
    try (Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "duckdb"})
  void firstRowsAreAskedOfTheDatabase(String product) throws SQLException {
    try (Connection _ = make(product)) {
      DataFrame there = lower(readJdbc(url(product), "sales"));
      DataFrame here =
          lower(readJdbc(url(product), "sales", JdbcOptions.DEFAULTS.withoutFilters()));
      JdbcOptions ranges = JdbcOptions.DEFAULTS.partitionedBy(name(product, "id"), 1, 1000, 3);
      DataFrame parts = lower(readJdbc(url(product), "sales", ranges));
      for (DataFrame frame : List.of(there, parts)) {
        DataFrame top = frame.sort(desc("n"), asc("id")).limit(7);
        assertThat(rows(top)).isEqualTo(rows(here.sort(desc("n"), asc("id")).limit(7)));
        assertThat(top.explain()).contains("DESC NULLS LAST").contains("LIMIT 7");
        DataFrame few = frame.sort(asc("n").nullsFirst(), desc("price")).limit(300);
        assertThat(rows(few.select("n", "price")))
            .isEqualTo(
                rows(
                    here.sort(asc("n").nullsFirst(), desc("price"))
                        .limit(300)
                        .select("n", "price")));
        assertThat(few.explain()).contains("NULLS FIRST").contains("LIMIT 300");
        assertThat(rows(frame.sort("born", "id").limit(5)))
            .isEqualTo(rows(here.sort("born", "id").limit(5)));
        DataFrame some = frame.select(col("n").plus(1).as("m"), col("id")).limit(9);
        assertThat(rows(some)).hasSize(9);
        assertThat(some.explain()).contains("LIMIT 9");
        // A renamed column is a column; a computed one is ordered here.
        DataFrame renamed = frame.select(col("id").as("k")).sort(desc("k")).limit(2);
        assertThat(rows(renamed)).isEqualTo(List.of(List.of(1000L), List.of(999L)));
        assertThat(renamed.explain()).contains("LIMIT 2");
      }
      for (DataFrame ours :
          List.of(
              there.sort("city").limit(5),
              there.sort("f").limit(5),
              there.filter(col("n").gt(5)).limit(5),
              there.select(col("id").negate().as("k")).sort("k").limit(5),
              here.limit(5))) {
        assertThat(ours.explain()).doesNotContain("LIMIT");
        assertThat(rows(ours)).hasSize(5);
      }
    }
  }

  private static DataFrame lower(DataFrame frame) {
    return frame.select(
        frame.schema().names().stream()
            .map(name -> (Object) col(name).as(name.toLowerCase(Locale.ROOT)))
            .toArray());
  }

  private static String name(String product, String column) {
    return product.equals("h2") ? column.toUpperCase(Locale.ROOT) : column;
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "duckdb"})
  void rangesOfEveryTypeHaveEveryRowOnce(String product) throws SQLException {
    LocalDate from = LocalDate.of(2024, 2, 1);
    LocalDateTime noon = from.atTime(12, 0);
    Instant instant = Instant.parse("2024-02-01T10:00:00Z");
    BigDecimal cent = new BigDecimal("0.01");
    JdbcOptions plain = JdbcOptions.DEFAULTS;
    List<JdbcOptions> all =
        List.of(
            plain.partitionedBy(name(product, "id"), 10, 12, 5),
            plain.partitionedBy(name(product, "n"), 0, 100, 4),
            plain.partitionedBy(name(product, "price"), cent, new BigDecimal("5000.5"), 4),
            plain.partitionedBy(name(product, "price"), 100, 5000, 3),
            plain.partitionedBy(name(product, "born"), from, from.plusDays(100), 4),
            plain.partitionedBy(name(product, "moment"), from, from.plusDays(9), 4),
            plain.partitionedBy(name(product, "moment"), noon, noon.plusDays(9), 7),
            plain.partitionedBy(
                name(product, "instant"), instant, instant.plusSeconds(9_999_999), 3));
    try (Connection _ = make(product)) {
      for (JdbcOptions options : all) {
        DataFrame sales = lower(readJdbc(url(product), "sales", options));
        assertThat(rows(sales.agg(count().as("n"), sum("id").as("ids"))))
            .as("%s", options)
            .containsExactly(List.of(1000L, 500_500L));
      }
      JdbcOptions wrong = plain.partitionedBy(name(product, "born"), 1, 9, 2);
      assertThatThrownBy(() -> readJdbc(url(product), "sales", wrong))
          .isInstanceOf(PlanException.class)
          .hasMessageContaining("5 is no bound of ranges of")
          .hasMessageContaining("which is date");
    }
    assertThatThrownBy(() -> plain.partitionedBy("x", from, from.minusDays(1), 2))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("ends before it begins");
    assertThatThrownBy(() -> plain.partitionedBy("x", 1, 2, 0)).isInstanceOf(PlanException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"h2", "duckdb"})
  void columnsOfTypesWithoutACounterpartInJdbcAreRead(String product) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(product));
        Statement statement = connection.createStatement()) {
      boolean duck = product.equals("duckdb");
      String huge = duck ? "HUGEINT" : "DECIMAL(38)";
      statement.execute(
          "CREATE TABLE odd (id INTEGER, clock TIME, u UUID, j %s, h %s, n %s)"
              .formatted(duck ? "VARCHAR" : "JSON", huge, duck ? "UBIGINT" : "DECIMAL(20)"));
      statement.execute(
          "INSERT INTO odd VALUES (1, TIME '10:11:12', '5b0d1f8e-1111-2222-3333-444455556666',"
              + (duck ? " '{\"a\":1}'," : " JSON '{\"a\":1}',")
              + " 12345678901234567890123456789, 18446744073709551615), (2, NULL, NULL, NULL, NULL,"
              + " NULL)");
      assertThat(rows(lower(readJdbc(url(product), "odd")).sort("id")))
          .extracting(Object::toString)
          .containsExactly(
              "[1, 10:11:12, 5b0d1f8e-1111-2222-3333-444455556666, {\"a\":1},"
                  + " 12345678901234567890123456789, 18446744073709551615]",
              "[2, null, null, null, null, null]");
    }
  }
}
