package dev.quern.dataframes;

import static dev.quern.dataframes.Frames.col;
import static dev.quern.dataframes.Frames.count;
import static dev.quern.dataframes.Frames.listOf;
import static dev.quern.dataframes.Frames.lit;
import static dev.quern.dataframes.Frames.readJdbc;
import static dev.quern.dataframes.Frames.sum;
import static dev.quern.dataframes.Frames.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.dataframes.optimize.FrameOptimizer;
import dev.quern.dataframes.plan.FramePlan;
import dev.quern.engine.PlanException;
import dev.quern.engine.StorageException;
import dev.quern.engine.UnsupportedDataException;
import dev.quern.engine.io.ScanRequest;
import dev.quern.engine.io.jdbc.JdbcOptions;
import dev.quern.engine.io.jdbc.JdbcSource;
import dev.quern.engine.type.DType;
import dev.quern.scheduler.Session;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables of H2, in and out. */
class FrameDatabaseTest {
  private static final String URL = "jdbc:h2:mem:frames";
  private static final JdbcOptions AS = JdbcOptions.DEFAULTS.as("sa", "secret");

  private final Connection connection = DriverManager.getConnection(URL, "sa", "secret");
  private final Session session = Session.local().workers(2).memory("64m").open();

  FrameDatabaseTest() throws SQLException {}

  @BeforeEach
  void make() throws SQLException {
    execute(
        """
        CREATE TABLE sales (id BIGINT PRIMARY KEY, city VARCHAR(20), n INTEGER, price DECIMAL(10, 2),
            x DOUBLE PRECISION, ok BOOLEAN, born DATE, moment TIMESTAMP(6), raw VARBINARY(10),
            "odd ""name" SMALLINT)
        """);
    execute(
        """
        INSERT INTO sales SELECT x, CASE WHEN MOD(x, 4) = 0 THEN NULL ELSE 'city ' || MOD(x, 5) END,
            CASE WHEN MOD(x, 3) = 0 THEN NULL ELSE x END, x / 4.0, x / 8.0, MOD(x, 2) = 0,
            DATEADD('DAY', x, DATE '2024-01-01'),
            DATEADD('SECOND', x, TIMESTAMP '1969-12-31 23:59:00.123456'), X'01ff', 7
        FROM SYSTEM_RANGE(1, 1000)
        """);
  }

  @AfterEach
  void drop() throws SQLException {
    execute("DROP ALL OBJECTS");
    connection.close();
    session.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<List<@Nullable Object>> rows(DataFrame frame) {
    try (Table table = frame.collect(session)) {
      return DuckOracle.rows(table);
    }
  }

  @Test
  void aTableIsReadWithItsTypesAndNulls() {
    DataFrame sales = readJdbc(URL, "sales", AS);
    assertThat(sales.schema().toString())
        .contains("ID: int64", "CITY: utf8", "PRICE: decimal(10, 2)", "BORN: date", "RAW: binary");
    assertThat(rows(sales.filter(col("ID").le(4)).drop("RAW")))
        .extracting(Object::toString)
        .containsExactly(
            "[1, city 1, 1, 0.25, 0.125, false, 2024-01-02, 1969-12-31T23:59:01.123456, 7]",
            "[2, city 2, 2, 0.5, 0.25, true, 2024-01-03, 1969-12-31T23:59:02.123456, 7]",
            "[3, city 3, null, 0.75, 0.375, false, 2024-01-04, 1969-12-31T23:59:03.123456, 7]",
            "[4, null, 4, 1, 0.5, true, 2024-01-05, 1969-12-31T23:59:04.123456, 7]");
    assertThat(rows(sales.groupBy("OK").agg(count().as("n"), sum("PRICE").as("s")).sort("OK")))
        .extracting(Object::toString)
        .containsExactly("[false, 500, 62500]", "[true, 500, 62625]");
  }

  @Test
  void rangesHaveEveryRowOnce() {
    for (JdbcOptions options :
        List.of(
            AS.partitionedBy("N", 100, 900, 5),
            AS.partitionedBy("ID", 0, 10, 3),
            AS.partitionedBy("ID", 1, 1000, 1).fetching(7))) {
      DataFrame sales = readJdbc(URL, "sales", options);
      assertThat(rows(sales.agg(count().as("n"), sum("ID").as("ids"))))
          .containsExactly(List.of(1000L, 500_500L));
    }
    assertThat(readJdbc(URL, "sales", AS.partitionedBy("N", 100, 900, 5)).explain())
        .contains("5 ranges of N, bounds from 260 to 740")
        .doesNotContain("secret");
  }

  @Test
  void onlyTheColumnsThatAreNeededAreAskedFor() {
    JdbcSource source = JdbcSource.open(URL, "SELECT n, city, id FROM sales", AS);
    assertThat(source.splits(ScanRequest.of(List.of("N", "ID"))).getFirst().query())
        .isEqualTo("SELECT \"N\", \"ID\" FROM (SELECT n, city, id FROM sales) quern");
    assertThat(readJdbc(URL, "SELECT n, city, id FROM sales", AS).count(session)).isEqualTo(1000);
  }

  @Test
  void filtersAreSentWhereTheDatabaseSurelyKeepsTheirRows() throws SQLException {
    execute("INSERT INTO sales (id, city) VALUES (2000, 'it''s'), (2001, 'IT''S'), (2002, NULL)");
    LocalDate day = LocalDate.of(2024, 3, 1);
    Map<Column, String> conditions = new LinkedHashMap<>();
    conditions.put(col("ID").gt(990), "\"ID\" > 990");
    conditions.put(col("N").between(3, 9).and(col("OK")), "\"N\" >= 3 AND \"N\" <= 9");
    conditions.put(col("PRICE").le(new BigDecimal("2.50")), "\"PRICE\" <= 2.50");
    conditions.put(col("BORN").lt(day), "\"BORN\" < DATE '2024-03-01'");
    conditions.put(col("CITY").eq("it's"), "\"CITY\" = 'it''s'");
    conditions.put(col("CITY").isNull(), "\"CITY\" IS NULL");
    conditions.put(
        col("CITY").eq("city 1").and(col("ID").lt(50)).or(col("N").ne(4).and(col("X").lt(0.5))),
        "((\"CITY\" = 'city 1' AND \"ID\" < 50) OR (\"N\" <> 4))");
    conditions.put(col("CITY").gt("city 3"), "");
    conditions.put(col("CITY").ne("it's"), "");
    conditions.put(col("CITY").eq("a\\b"), "");
    conditions.put(col("X").gt(100.5), "");
    conditions.put(col("ID").lt(5).or(col("X").gt(100.5)), "");
    DataFrame here = readJdbc(URL, "sales", AS.withoutFilters());
    for (JdbcOptions options : List.of(AS, AS.partitionedBy("ID", 1, 1000, 3))) {
      DataFrame there = readJdbc(URL, "sales", options);
      conditions.forEach(
          (condition, sql) -> {
            assertThat(rows(there.filter(condition).select("ID", "CITY").sort("ID")))
                .isEqualTo(rows(here.filter(condition).select("ID", "CITY").sort("ID")));
            assertThat(sent(there.filter(condition).select("ID")))
                .isEqualTo(sql.isEmpty() || options.equals(AS) ? sql : " AND " + sql);
          });
    }
  }

  /* What the query of the last range says behind the range. */
  private static String sent(DataFrame frame) {
    String query =
        scans(FrameOptimizer.standard().optimize(frame.plan()))
            .map(scan -> scan.source().splits(new ScanRequest(scan.columns(), scan.predicates())))
            .findFirst()
            .orElseThrow()
            .getLast()
            .describe();
    String where = query.substring(query.indexOf("sales") + "sales".length());
    return where.replace(" WHERE ", "").replace("\"ID\" >= 667", "");
  }

  private static Stream<FramePlan.Scan> scans(FramePlan plan) {
    return plan instanceof FramePlan.Scan scan
        ? Stream.of(scan)
        : plan.children().stream().flatMap(FrameDatabaseTest::scans);
  }

  @Test
  void aTableThatIsMissingIsMade() {
    DataFrame sales =
        readJdbc(URL, "sales", AS)
            .filter(col("ID").le(5))
            .select(
                "ID",
                "CITY",
                "N",
                "PRICE",
                "X",
                "OK",
                "BORN",
                "MOMENT",
                "RAW",
                col("N").cast(DType.UINT16).as("U"),
                col("X").cast(DType.FLOAT32).as("F"));
    assertThatThrownBy(() -> session.run(() -> sales.writeJdbc(URL, "made", AS)))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("made");
    session.run(() -> sales.writeJdbc(URL, "made", AS.creatingTable()));
    DataFrame made = readJdbc(URL, "made", AS);
    // Arrays of bytes are not compared by what is in them.
    assertThat(rows(made.drop("RAW").sort("ID"))).isEqualTo(rows(sales.drop("RAW").sort("ID")));
    assertThat(rows(made.filter(col("RAW").isNotNull()))).hasSize(5);
    assertThat(made.schema().field("PRICE").type()).isEqualTo(DType.decimal(10, 2));
    assertThat(made.schema().field("U").type()).isEqualTo(DType.INT32);
    // It is there now, and gets more rows.
    session.run(() -> sales.writeJdbc(URL, "made", AS.creatingTable()));
    assertThat(rows(made)).hasSize(10);
    assertThatThrownBy(
            () ->
                session.run(
                    () ->
                        sales
                            .select(listOf(col("ID")).as("ids"))
                            .writeJdbc(URL, "other", AS.creatingTable())))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("column 'ids'");
  }

  @Test
  void rowsAreInsertedAllOrNone() throws SQLException {
    execute(
        "CREATE TABLE copy (id BIGINT PRIMARY KEY, city VARCHAR(20), n INTEGER, price DECIMAL(10,"
            + " 2), x DOUBLE PRECISION, ok BOOLEAN, born DATE, moment TIMESTAMP(6), raw"
            + " VARBINARY(10))");
    DataFrame sales = readJdbc(URL, "sales", AS).drop("odd \"name");
    session.run(() -> sales.writeJdbc(URL, "copy", AS.fetching(64)));
    assertThat(rows(readJdbc(URL, "copy", AS).drop("RAW"))).isEqualTo(rows(sales.drop("RAW")));

    execute("DELETE FROM copy WHERE id <> 900");
    assertThatThrownBy(() -> session.run(() -> sales.writeJdbc(URL, "copy", AS.fetching(64))))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("jdbc:h2:mem:frames did not take the rows")
        .hasMessageNotContaining("secret");
    assertThat(readJdbc(URL, "copy", AS).count(session)).isEqualTo(1);
  }

  @Test
  void unsignedIntegersGoOutAsWiderOnes() throws SQLException {
    execute("CREATE TABLE counts (id BIGINT, total DECIMAL(20))");
    DataFrame counts =
        readJdbc(URL, "sales", AS)
            .filter(col("ID").le(2))
            .select(
                col("ID").plus(4_294_967_293L).cast(DType.UINT32).as("ID"),
                when(col("ID").eq(1))
                    .then(lit("18446744073709551615").cast(DType.UINT64))
                    .otherwise(lit("none").tryCast(DType.UINT64))
                    .as("TOTAL"));
    session.run(() -> counts.writeJdbc(URL, "counts", AS));
    assertThat(rows(readJdbc(URL, "counts", AS)))
        .extracting(Object::toString)
        .containsExactly("[4294967294, 18446744073709551615]", "[4294967295, null]");
  }

  @Test
  void errorsSayWhatToDo() throws SQLException {
    assertThatThrownBy(() -> readJdbc("jdbc:nobody:x", "t"))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("put the driver's jar on the class path");
    assertThatThrownBy(() -> readJdbc(URL, "missing", AS))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("cannot read missing");
    assertThatThrownBy(() -> readJdbc(URL, "sales", AS.partitionedBy("CITY", 0, 1, 2)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("1 is no bound of ranges of CITY, which is utf8");
    execute("CREATE TABLE shapes (g INTEGER ARRAY)");
    assertThatThrownBy(() -> readJdbc(URL, "shapes", AS))
        .isInstanceOf(UnsupportedDataException.class)
        .hasMessageContaining("cast it in the query");
  }
}
